package dev.balsa.tools.bench.load;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Builds the bytes of a protobuf message in which some fields will be written over again. */
final class Template {
  /** A varint of this length holds every number; shorter numbers are padded, which is allowed. */
  static final int PADDED_VARINT_BYTES = 10;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  Template number(int field, long value) {
    varint((long) field << 3);
    varint(value);
    return this;
  }

  Template bytes(int field, byte[] value) {
    varint((long) field << 3 | 2);
    varint(value.length);
    bytes.writeBytes(value);
    return this;
  }

  Template message(int field, Template inner) {
    return bytes(field, inner.build());
  }

  /** Leaves room for a number that {@link #putPadded} writes. */
  Template padded(int field) {
    varint((long) field << 3);
    byte[] room = new byte[PADDED_VARINT_BYTES];
    putPadded(room, 0, 0);
    bytes.writeBytes(room);
    return this;
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    bytes.write((int) rest);
  }

  /** How long it is so far: where the next field begins. */
  int length() {
    return bytes.size();
  }

  byte[] build() {
    return bytes.toByteArray();
  }

  static void putPadded(byte[] target, int offset, long value) {
    long rest = value;
    for (int i = 0; i < PADDED_VARINT_BYTES - 1; i++) {
      target[offset + i] = (byte) ((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    target[offset + PADDED_VARINT_BYTES - 1] = (byte) rest;
  }

  /** Where some bytes begin in others; they must be there. */
  static int indexOf(byte[] haystack, byte[] needle, int from) {
    for (int i = from; i + needle.length <= haystack.length; i++) {
      if (Arrays.equals(haystack, i, i + needle.length, needle, 0, needle.length)) {
        return i;
      }
    }
    throw new IllegalArgumentException(new String(needle, StandardCharsets.US_ASCII));
  }
}
