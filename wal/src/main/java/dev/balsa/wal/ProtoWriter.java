package dev.balsa.wal;

import java.util.Arrays;

/** Writes protobuf fields into an array that is large enough; reusable through {@link #reset}. */
final class ProtoWriter {

  static final int MAX_VARINT_BYTES = 10;

  private static final int WIRE_VARINT = 0;
  private static final int WIRE_BYTES = 2;

  private final byte[] bytes;
  private int length;

  ProtoWriter(byte[] bytes) {
    this.bytes = bytes;
  }

  void reset() {
    length = 0;
  }

  int length() {
    return length;
  }

  byte[] array() {
    return bytes;
  }

  byte[] toByteArray() {
    return Arrays.copyOf(bytes, length);
  }

  void varintField(int field, long value) {
    bytes[length++] = (byte) (field << 3 | WIRE_VARINT);
    varint(value);
  }

  /** The tag and length of a bytes field; the bytes themselves follow elsewhere. */
  void bytesHeader(int field, int byteCount) {
    bytes[length++] = (byte) (field << 3 | WIRE_BYTES);
    varint(byteCount);
  }

  void raw(byte[] source, int count) {
    System.arraycopy(source, 0, bytes, length, count);
    length += count;
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
  }

  static int varintBytes(long value) {
    return (63 - Long.numberOfLeadingZeros(value | 1)) / 7 + 1;
  }
}
