package dev.balsa.mvcc;

import java.util.Arrays;
import java.util.Objects;

/**
 * One key, or an interval of keys in unsigned byte order.
 *
 * <p>The arrays are handed on without a copy and must not be modified after construction.
 *
 * @param key the key, or the first key of the interval
 * @param end null for the one key; an empty array for no upper bound; else the first key behind the
 *     interval
 */
public record KeyRange(byte[] key, byte[] end) {

  private static final byte[] UNBOUNDED = {};

  public KeyRange {
    Objects.requireNonNull(key, "key");
  }

  /**
   * The range that etcd's pair of request fields means: no end is one key, a single zero byte is
   * "from key on".
   */
  public static KeyRange of(byte[] key, byte[] rangeEnd) {
    if (rangeEnd == null || rangeEnd.length == 0) {
      return single(key);
    }
    return new KeyRange(key, rangeEnd.length == 1 && rangeEnd[0] == 0 ? UNBOUNDED : rangeEnd);
  }

  /** Exactly one key. */
  public static KeyRange single(byte[] key) {
    return new KeyRange(key, null);
  }

  /** Every key that is equal to or greater than {@code key}. */
  public static KeyRange from(byte[] key) {
    return new KeyRange(key, UNBOUNDED);
  }

  /** Every key that starts with {@code prefix}; an empty prefix is the whole key space. */
  public static KeyRange prefix(byte[] prefix) {
    for (int i = prefix.length - 1; i >= 0; i--) {
      if (prefix[i] != (byte) 0xff) {
        byte[] end = Arrays.copyOf(prefix, i + 1);
        end[i]++;
        return new KeyRange(prefix, end);
      }
    }
    return from(prefix);
  }

  /** Whether the range names one key rather than an interval. */
  public boolean isSingle() {
    return end == null;
  }

  /** Whether the range has no upper bound. */
  public boolean isUnbounded() {
    return end != null && end.length == 0;
  }

  /** Whether no key can be inside: the interval ends where it starts, or before. */
  public boolean isEmpty() {
    return end != null && end.length > 0 && Arrays.compareUnsigned(key, end) >= 0;
  }

  /** Whether {@code other} lies in the range. */
  public boolean contains(byte[] other) {
    if (end == null) {
      return Arrays.equals(key, other);
    }
    return Arrays.compareUnsigned(key, other) <= 0
        && (end.length == 0 || Arrays.compareUnsigned(other, end) < 0);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KeyRange that
        && Arrays.equals(key, that.key)
        && Arrays.equals(end, that.end);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(key) + Arrays.hashCode(end);
  }

  @Override
  public String toString() {
    String from = Text.of(key);
    return end == null ? from : "[" + from + ", " + (end.length == 0 ? "..." : Text.of(end)) + ")";
  }
}
