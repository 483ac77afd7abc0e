package dev.balsa.client;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;

/**
 * Bytes that never change: what keys and values are made of.
 *
 * <p>Compares as servers sort keys: byte by byte, unsigned. Thread-safe.
 */
public final class Bytes implements Comparable<Bytes> {

  /** No byte at all. */
  public static final Bytes EMPTY = new Bytes(ByteString.EMPTY);

  private final ByteString bytes;

  private Bytes(ByteString bytes) {
    this.bytes = bytes;
  }

  /** The UTF-8 bytes of a text. */
  public static Bytes of(String text) {
    return from(ByteString.copyFromUtf8(text));
  }

  /** A copy of an array. */
  public static Bytes of(byte[] bytes) {
    return from(ByteString.copyFrom(bytes));
  }

  /** An array that its owner promises never to change again; nothing is copied. */
  public static Bytes wrap(byte[] bytes) {
    return from(UnsafeByteOperations.unsafeWrap(bytes));
  }

  /** For callers that already have protobuf's bytes; nothing is copied. */
  public static Bytes from(ByteString bytes) {
    return bytes.isEmpty() && EMPTY != null ? EMPTY : new Bytes(bytes);
  }

  /** For callers that want protobuf's bytes; nothing is copied. */
  public ByteString toByteString() {
    return bytes;
  }

  /** A copy as an array. */
  public byte[] toByteArray() {
    return bytes.toByteArray();
  }

  /** As text; bytes that are no UTF-8 become U+FFFD. */
  public String utf8() {
    return bytes.toStringUtf8();
  }

  /** How many bytes there are. */
  public int size() {
    return bytes.size();
  }

  /** Whether there is no byte. */
  public boolean isEmpty() {
    return bytes.isEmpty();
  }

  /** The byte at an index. */
  public byte at(int index) {
    return bytes.byteAt(index);
  }

  /** Whether these bytes begin with others. */
  public boolean startsWith(Bytes prefix) {
    return bytes.startsWith(prefix.bytes);
  }

  /** These bytes followed by others. */
  public Bytes plus(Bytes more) {
    return from(bytes.concat(more.bytes));
  }

  /** These bytes followed by the UTF-8 bytes of a text. */
  public Bytes plus(String more) {
    return plus(of(more));
  }

  /** The bytes from an index on. */
  public Bytes from(int index) {
    return from(bytes.substring(index));
  }

  /**
   * The first key behind every key that begins with these bytes: the last byte that can be raised
   * is raised, what follows is cut. Empty if there is no such key.
   */
  public Bytes afterPrefix() {
    for (int last = bytes.size() - 1; last >= 0; last--) {
      if (bytes.byteAt(last) != (byte) 0xff) {
        byte[] end = bytes.substring(0, last + 1).toByteArray();
        end[last]++;
        return wrap(end);
      }
    }
    return EMPTY;
  }

  @Override
  public int compareTo(Bytes other) {
    return ByteString.unsignedLexicographicalComparator().compare(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that && bytes.equals(that.bytes);
  }

  @Override
  public int hashCode() {
    return bytes.hashCode();
  }

  /** As text, with {@code \xNN} for what cannot be printed. */
  @Override
  public String toString() {
    if (bytes.isValidUtf8()) {
      String text = bytes.toStringUtf8();
      if (text.chars().noneMatch(Character::isISOControl)) {
        return text;
      }
    }
    StringBuilder escaped = new StringBuilder();
    for (byte each : bytes) {
      if (each >= ' ' && each < 0x7f) {
        escaped.append((char) each);
      } else {
        escaped.append(String.format("\\x%02x", each));
      }
    }
    return escaped.toString();
  }
}
