package dev.balsa.wal;

/**
 * The outside of a record: the length field and the protobuf fields around the data. Reused from
 * frame to frame. The picture is at {@link RecordWriter}.
 */
final class FrameHeader {

  static final int LENGTH_FIELD_BYTES = 8;

  /** The shortest record: type, and a checksum of one byte. */
  private static final int MIN_RECORD_BYTES = 4;

  /** The longest record outside: type, checksum, data tag and data size. */
  static final int MAX_OUTSIDE_BYTES = 2 + 6 + 1 + 5;

  private static final int MAX_FRAME_BYTES = Integer.MAX_VALUE - 16;

  private long recordBytes;
  private long frameBytes;
  private RecordType type;
  private int crc;
  private int dataOffset;
  private int dataLength;
  private int cursor;

  /**
   * Takes a length field apart.
   *
   * @return what is wrong with it, or null
   */
  String parseLength(long field, long availableBytes) {
    recordBytes = field & (1L << 56) - 1;
    int padding = (int) (-recordBytes & 7);
    frameBytes = LENGTH_FIELD_BYTES + recordBytes + padding;
    if (field >>> 56 != (padding == 0 ? 0 : 0x80 | padding) || recordBytes < MIN_RECORD_BYTES) {
      return "invalid length field " + Long.toHexString(field);
    }
    if (frameBytes > availableBytes) {
      return "a record of " + recordBytes + " bytes reaches beyond the end of the file";
    }
    if (frameBytes > MAX_FRAME_BYTES) {
      return "a record of " + recordBytes + " bytes is too long";
    }
    return null;
  }

  /**
   * Takes the fields around the data apart, after the length field is known.
   *
   * @param start where the frame begins in the array
   * @return what is wrong, or null
   */
  String parseRecord(byte[] bytes, int start) {
    return parseRecord(bytes, start, LENGTH_FIELD_BYTES + (int) recordBytes);
  }

  /**
   * Looks at the bytes that no checksum covers.
   *
   * @param start where the frame begins in the array, which has the whole frame
   * @return what is wrong, or null
   */
  String checkPadding(byte[] bytes, int start) {
    for (long at = recordEnd(); at < frameBytes; at++) {
      if (bytes[start + (int) at] != 0) {
        return "the padding of a record is not zero";
      }
    }
    return null;
  }

  /** As {@link #parseRecord(byte[], int)}, looking only at {@code knownBytes} of the frame. */
  String parseRecord(byte[] bytes, int start, int knownBytes) {
    int limit = start + knownBytes;
    cursor = start + LENGTH_FIELD_BYTES;
    if (cursor + 3 > limit) {
      return "a record that ends early";
    }
    if (bytes[cursor] != 0x08 || bytes[cursor + 2] != 0x10) {
      return "a record without type or checksum";
    }
    int number = bytes[cursor + 1];
    if (number < RecordType.METADATA.number() || number > RecordType.SNAPSHOT.number()) {
      return "unknown record type " + (number & 0xff);
    }
    type = RecordType.of(number);
    cursor += 3;
    long value = varint(bytes, limit);
    if (value < 0 || value > 0xffffffffL) {
      return "a record with an invalid checksum field";
    }
    crc = (int) value;
    return parseData(bytes, start, limit);
  }

  private String parseData(byte[] bytes, int start, int limit) {
    long recordEnd = start + LENGTH_FIELD_BYTES + recordBytes;
    if (cursor == recordEnd) {
      dataOffset = cursor - start;
      dataLength = 0;
      return type == RecordType.CRC ? null : "a record without data";
    }
    if (cursor == limit || bytes[cursor] != 0x1a || type == RecordType.CRC) {
      return "a record with an unknown field";
    }
    cursor++;
    long size = varint(bytes, limit);
    if (size < 0 || cursor + size != recordEnd) {
      return "the length field does not fit the record";
    }
    dataOffset = cursor - start;
    dataLength = (int) size;
    return null;
  }

  /** Reads a number at the cursor; -1 if it is longer than a size or a checksum can be. */
  private long varint(byte[] bytes, int limit) {
    long value = 0;
    for (int shift = 0; shift < 35 && cursor < limit; shift += 7) {
      byte next = bytes[cursor++];
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    return -1;
  }

  /** From the length field to the end of the record, without padding. */
  long recordEnd() {
    return LENGTH_FIELD_BYTES + recordBytes;
  }

  /** From the length field to the end of the padding. */
  long frameBytes() {
    return frameBytes;
  }

  RecordType type() {
    return type;
  }

  int crc() {
    return crc;
  }

  /** Where the data begins, from the start of the frame. */
  int dataOffset() {
    return dataOffset;
  }

  int dataLength() {
    return dataLength;
  }
}
