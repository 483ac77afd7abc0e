package dev.balsa.tools.waldump;

/** A number that only names something; shown in hexadecimal, as etcdctl does. */
record Id(long value) {

  @Override
  public String toString() {
    return Long.toHexString(value);
  }
}
