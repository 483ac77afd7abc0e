package dev.balsa.tools.bench.load;

/**
 * Reads one key, or a run of neighbouring keys: of a range that holds them and no more, or the
 * first ones of a range from there to the last key of all, as those read who go through all keys by
 * pages.
 */
final class RangeCall extends UnaryCall {
  static final String PATH = "/etcdserverpb.KV/Range";

  /** Where the end of the range stays the same. */
  private static final int NO_END = -1;

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
    this(keys, width, keyCount, serializable, false, 0, answerBytesMin);
  }

  private RangeCall(
      Keys keys,
      long width,
      long keyCount,
      boolean serializable,
      boolean pages,
      long revision,
      int answerBytesMin) {
    super(PATH, answerBytesMin);
    this.keys = keys;
    this.width = width;
    starts = Math.max(1, keyCount - width + 1);
    byte[] key = keys.key(0);
    Template template = new Template().bytes(1, key);
    keyAt = template.length() - key.length;
    if (width > 1) {
      template.bytes(2, pages ? keys.key(keyCount) : key);
    }
    endAt = width > 1 && !pages ? template.length() - key.length : NO_END;
    if (pages) {
      template.number(3, width);
    }
    if (revision > 0) {
      template.number(4, revision);
    }
    if (serializable) {
      template.number(7, 1);
    }
    request = template.build();
  }

  /** Makes a reader of the first {@code limit} keys from some key on. */
  static RangeCall pages(Keys keys, long limit, long keyCount, int answerBytesMin) {
    return new RangeCall(keys, limit, keyCount, false, true, 0, answerBytesMin);
  }

  /** Makes a reader of single keys as they were at a revision. */
  static RangeCall at(Keys keys, long keyCount, long revision, int answerBytesMin) {
    return new RangeCall(keys, 1, keyCount, false, false, revision, answerBytesMin);
  }

  @Override
  byte[] request() {
    long number = keys.next() % starts;
    keys.put(request, keyAt, number);
    if (endAt != NO_END) {
      keys.put(request, endAt, number + width);
    }
    return request;
  }
}
