package dev.balsa.mvcc;

import java.util.Arrays;

/**
 * The few pieces of protobuf's encoding that stored records need: varints and tags. Positions are
 * passed and returned, so that nothing is allocated on the hot path.
 */
final class Wire {

  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int LENGTH_DELIMITED = 2;
  static final int FIXED32 = 5;

  private Wire() {}

  /** The number of bytes that {@code value} takes as a varint: 1 to 10. */
  static int varintSize(long value) {
    return (63 - Long.numberOfLeadingZeros(value | 1)) / 7 + 1;
  }

  /** Writes a varint and returns the position behind it. */
  static int putVarint(byte[] target, int position, long value) {
    long rest = value;
    int at = position;
    while ((rest & ~0x7fL) != 0) {
      target[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    target[at++] = (byte) rest;
    return at;
  }

  /** Size of a varint field with a one-byte tag; zero is not written at all, as proto3 asks. */
  static int fieldSize(long value) {
    return value == 0 ? 0 : 1 + varintSize(value);
  }

  /** Writes a varint field with a one-byte tag unless the value is zero. */
  static int putField(byte[] target, int position, int field, long value) {
    if (value == 0) {
      return position;
    }
    target[position] = (byte) (field << 3 | VARINT);
    return putVarint(target, position + 1, value);
  }

  /** Size of a bytes field with a one-byte tag; empty is not written at all. */
  static int bytesSize(int length) {
    return length == 0 ? 0 : 1 + varintSize(length) + length;
  }

  /** Writes a bytes field with a one-byte tag unless it is empty. */
  static int putBytes(byte[] target, int position, int field, byte[] bytes) {
    if (bytes.length == 0) {
      return position;
    }
    target[position] = (byte) (field << 3 | LENGTH_DELIMITED);
    int at = putVarint(target, position + 1, bytes.length);
    System.arraycopy(bytes, 0, target, at, bytes.length);
    return at + bytes.length;
  }

  /**
   * A cursor over an encoded message. Throws {@link MvccException} of kind CORRUPT on anything
   * malformed.
   */
  static final class Cursor {

    private final byte[] bytes;
    private int position;

    Cursor(byte[] bytes) {
      this.bytes = bytes;
    }

    boolean atEnd() {
      return position >= bytes.length;
    }

    int position() {
      return position;
    }

    long varint() {
      long value = 0;
      for (int shift = 0; shift < 64; shift += 7) {
        if (position >= bytes.length) {
          throw malformed("a varint runs over the end");
        }
        byte b = bytes[position++];
        value |= (long) (b & 0x7f) << shift;
        if (b >= 0) {
          return value;
        }
      }
      throw malformed("a varint is longer than ten bytes");
    }

    /** Reads a length and steps over that many bytes; they start at {@code position() - length}. */
    int lengthDelimited() {
      long length = varint();
      if (length < 0 || length > bytes.length - position) {
        throw malformed("a field runs over the end");
      }
      position += (int) length;
      return (int) length;
    }

    byte[] bytes() {
      int length = lengthDelimited();
      return Arrays.copyOfRange(bytes, position - length, position);
    }

    /** Steps over a field of an unknown number. */
    void skip(int wireType) {
      switch (wireType) {
        case VARINT -> varint();
        case LENGTH_DELIMITED -> lengthDelimited();
        case FIXED64 -> step(8);
        case FIXED32 -> step(4);
        default -> throw malformed("wire type " + wireType);
      }
    }

    private void step(int count) {
      if (count > bytes.length - position) {
        throw malformed("a field runs over the end");
      }
      position += count;
    }

    private MvccException malformed(String what) {
      return new MvccException(
          MvccException.Kind.CORRUPT,
          "malformed record: " + what + " at byte " + position + " of " + bytes.length);
    }
  }
}
