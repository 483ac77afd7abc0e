package dev.balsa.tools.waldump;

/** A word of the format, not of a client: shown without quotes. */
record Name(String word) {

  @Override
  public String toString() {
    return word;
  }
}
