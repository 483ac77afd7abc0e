package dev.balsa.client;

import com.google.protobuf.ByteString;

/**
 * One key, or all keys from one up to another.
 *
 * @param key the first key
 * @param end the first key behind the range; empty for the one key, a single zero byte for "without
 *     end"
 */
public record KeyRange(Bytes key, Bytes end) {

  private static final Bytes ZERO = Bytes.wrap(new byte[1]);

  /** One key. */
  public static KeyRange key(String key) {
    return key(Bytes.of(key));
  }

  /** One key. */
  public static KeyRange key(Bytes key) {
    return new KeyRange(key, Bytes.EMPTY);
  }

  /** Every key that begins so; every key at all for an empty prefix. */
  public static KeyRange prefix(String prefix) {
    return prefix(Bytes.of(prefix));
  }

  /** Every key that begins so; every key at all for an empty prefix. */
  public static KeyRange prefix(Bytes prefix) {
    if (prefix.isEmpty()) {
      return all();
    }
    Bytes end = prefix.afterPrefix();
    return new KeyRange(prefix, end.isEmpty() ? ZERO : end);
  }

  /** This key and every key behind it. */
  public static KeyRange from(Bytes key) {
    return new KeyRange(key.isEmpty() ? ZERO : key, ZERO);
  }

  /** From a key up to, but not including, another. */
  public static KeyRange between(Bytes from, Bytes to) {
    return new KeyRange(from, to);
  }

  /** Every key. */
  public static KeyRange all() {
    return new KeyRange(ZERO, ZERO);
  }

  /** Whether a key lies in this range. */
  public boolean contains(Bytes other) {
    if (end.isEmpty()) {
      return other.equals(key);
    }
    return other.compareTo(key) >= 0 && (end.equals(ZERO) || other.compareTo(end) < 0);
  }

  ByteString wireKey() {
    return key.toByteString();
  }

  ByteString wireEnd() {
    return end.toByteString();
  }
}
