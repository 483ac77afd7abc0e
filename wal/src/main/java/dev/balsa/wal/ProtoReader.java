package dev.balsa.wal;

import java.util.Arrays;

/**
 * Reads protobuf fields from a part of an array.
 *
 * <p>Whatever is not well-formed ends in an IllegalArgumentException that says what is wrong.
 */
final class ProtoReader {

  private static final int WIRE_VARINT = 0;
  private static final int WIRE_FIXED64 = 1;
  private static final int WIRE_BYTES = 2;
  private static final int WIRE_FIXED32 = 5;

  private final byte[] bytes;
  private final int end;
  private int at;
  private int field;
  private int wireType;

  ProtoReader(byte[] bytes, int offset, int length) {
    this.bytes = bytes;
    this.at = offset;
    this.end = offset + length;
  }

  /** Moves to the next field; false at the end. */
  boolean next() {
    if (at == end) {
      return false;
    }
    long tag = readVarint();
    if (tag >>> 3 == 0 || tag >>> 3 > 0x1fffffff) {
      throw new IllegalArgumentException("invalid field number");
    }
    field = (int) (tag >>> 3);
    wireType = (int) (tag & 7);
    return true;
  }

  int field() {
    return field;
  }

  boolean isBytes() {
    return wireType == WIRE_BYTES;
  }

  boolean atEnd() {
    return at == end;
  }

  /** The value of a varint field. */
  long varint() {
    if (wireType != WIRE_VARINT) {
      throw new IllegalArgumentException("field " + field + " is not a number");
    }
    return readVarint();
  }

  /** The value of a bytes field, copied. */
  byte[] bytes() {
    int length = bytesLength();
    at += length;
    return Arrays.copyOfRange(bytes, at - length, at);
  }

  /** A reader over the value of a bytes field. */
  ProtoReader message() {
    int length = bytesLength();
    at += length;
    return new ProtoReader(bytes, at - length, length);
  }

  void skip() {
    switch (wireType) {
      case WIRE_VARINT -> readVarint();
      case WIRE_FIXED64 -> advance(8);
      case WIRE_BYTES -> {
        int length = bytesLength();
        at += length;
      }
      case WIRE_FIXED32 -> advance(4);
      default -> throw new IllegalArgumentException("unknown wire type " + wireType);
    }
  }

  long readVarint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (at == end) {
        throw new IllegalArgumentException("a number ends early");
      }
      byte next = bytes[at++];
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("a number is longer than 64 bits");
  }

  private int bytesLength() {
    if (wireType != WIRE_BYTES) {
      throw new IllegalArgumentException("field " + field + " is not a sequence of bytes");
    }
    long length = readVarint();
    if (length < 0 || length > end - at) {
      throw new IllegalArgumentException("field " + field + " reaches beyond its message");
    }
    return (int) length;
  }

  private void advance(int count) {
    if (count > end - at) {
      throw new IllegalArgumentException("field " + field + " reaches beyond its message");
    }
    at += count;
  }
}
