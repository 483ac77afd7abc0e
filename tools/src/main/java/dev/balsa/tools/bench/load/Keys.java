package dev.balsa.tools.bench.load;

import java.nio.charset.StandardCharsets;

/**
 * The keys of a load: a prefix and a number of fixed width. One per connection, so that connections
 * that go through all keys in turn share them out.
 */
public final class Keys {
  private static final int DIGITS_MIN = 8;
  private static final long SCRAMBLE = 0x9e3779b97f4a7c15L;

  private final byte[] prefix;
  private final int digits;
  private final long count;
  private final boolean random;
  private final long first;
  private final long stride;
  private long next;
  private long state;

  private Keys(String prefix, int keyBytes, long count, boolean random, long first, long stride) {
    this.prefix = prefix.getBytes(StandardCharsets.US_ASCII);
    this.digits = Math.max(DIGITS_MIN, keyBytes - prefix.length());
    this.count = count;
    this.random = random;
    this.first = first;
    this.stride = stride;
    next = first;
    state = (first + 1) * SCRAMBLE;
  }

  /** What a connection, one of so many, asks for. */
  public static Keys of(LoadPlan plan, int lane, int lanes) {
    return new Keys(plan.prefix(), plan.keyBytes(), plan.keys(), plan.random(), lane, lanes);
  }

  /** The number of the next key: by chance, or the next in turn, and after the last the first. */
  long next() {
    if (random) {
      state ^= state << 13;
      state ^= state >>> 7;
      state ^= state << 17;
      return Long.remainderUnsigned(state, count);
    }
    long number = next;
    next += stride;
    if (next >= count) {
      next = first;
    }
    return number % count;
  }

  /** The prefix that all keys have. */
  byte[] prefix() {
    return prefix;
  }

  /** The bytes of a key, all digits included. */
  byte[] key(long number) {
    byte[] key = new byte[prefix.length + digits];
    System.arraycopy(prefix, 0, key, 0, prefix.length);
    put(key, 0, number);
    return key;
  }

  /** Writes the digits of a key that stands at an offset. */
  void put(byte[] target, int keyAt, long number) {
    long rest = number;
    for (int i = keyAt + prefix.length + digits - 1; i >= keyAt + prefix.length; i--) {
      target[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }
}
