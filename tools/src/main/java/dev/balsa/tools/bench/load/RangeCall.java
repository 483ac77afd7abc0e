package dev.balsa.tools.bench.load;

/** Reads one key, or a run of neighbouring keys. */
final class RangeCall extends UnaryCall {
  static final String PATH = "/etcdserverpb.KV/Range";

  private final Keys keys;
  private final byte[] request;
  private final int keyAt;
  private final int endAt;
  private final long width;
  private final long starts;

  /**
   * Makes a reader.
   *
   * @param width how many keys a request reads
   * @param keyCount how many keys there are
   * @param answerBytesMin the shortest answer that can be right
   */
  RangeCall(Keys keys, long width, long keyCount, boolean serializable, int answerBytesMin) {
    super(PATH, answerBytesMin);
    this.keys = keys;
    this.width = width;
    starts = Math.max(1, keyCount - width + 1);
    byte[] key = keys.key(0);
    Template template = new Template().bytes(1, key);
    keyAt = template.length() - key.length;
    if (width > 1) {
      template.bytes(2, key);
    }
    endAt = template.length() - key.length;
    if (serializable) {
      template.number(7, 1);
    }
    request = template.build();
  }

  @Override
  byte[] request() {
    long number = keys.next() % starts;
    keys.put(request, keyAt, number);
    if (width > 1) {
      keys.put(request, endAt, number + width);
    }
    return request;
  }
}
