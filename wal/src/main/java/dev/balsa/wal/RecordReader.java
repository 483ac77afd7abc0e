package dev.balsa.wal;

import dev.balsa.wal.disk.DiskFile;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Reads the records of one segment, strictly: a frame must be exactly what {@link RecordWriter}
 * would write around the same data.
 *
 * <p>The data of the current record stands in {@link #array}, valid until the next call.
 */
final class RecordReader {

  /** What was found at {@link #offset}. */
  enum Outcome {
    /** A whole record whose checksum is right. */
    RECORD,
    /** No record begins here: a zero length, or the end of the file. */
    END,
    /** Something that is no record; {@link #problem} says why. */
    BROKEN
  }

  private static final int INITIAL_BYTES = 1 << 18;

  private final DiskFile file;
  private final long sizeBytes;
  private byte[] bytes;
  private ByteBuffer buffer;
  private long bufferStart;
  private long offset;
  private long end;
  private final FrameHeader header = new FrameHeader();
  private String problem;

  RecordReader(DiskFile file) throws IOException {
    this.file = file;
    this.sizeBytes = file.sizeBytes();
    this.bytes = new byte[(int) Math.min(INITIAL_BYTES, sizeBytes)];
    this.buffer = view(bytes).limit(0);
  }

  /** Reads the next record; its data is added to the running checksum. */
  Outcome next(RollingCrc crc) throws IOException {
    offset = end;
    if (sizeBytes - offset < FrameHeader.LENGTH_FIELD_BYTES) {
      return Outcome.END;
    }
    load(FrameHeader.LENGTH_FIELD_BYTES);
    if (buffer.getLong(at()) == 0) {
      return Outcome.END;
    }
    problem = header.parseLength(buffer.getLong(at()), sizeBytes - offset);
    if (problem != null) {
      return Outcome.BROKEN;
    }
    load((int) header.frameBytes());
    problem = header.parseRecord(bytes, at());
    if (problem != null) {
      return Outcome.BROKEN;
    }
    if (header.type() != RecordType.CRC) {
      crc.update(array(), dataOffset(), dataLength());
      if (crc.value() != header.crc()) {
        problem = "checksum mismatch";
        return Outcome.BROKEN;
      }
    }
    problem = header.checkPadding(bytes, at());
    if (problem != null) {
      return Outcome.BROKEN;
    }
    end = offset + header.frameBytes();
    return Outcome.RECORD;
  }

  RecordType type() {
    return header.type();
  }

  /** The checksum that the record carries. */
  int crc() {
    return header.crc();
  }

  byte[] array() {
    return bytes;
  }

  int dataOffset() {
    return at() + header.dataOffset();
  }

  int dataLength() {
    return header.dataLength();
  }

  /** Where the current frame begins. */
  long offset() {
    return offset;
  }

  /** Where the last whole record ends. */
  long end() {
    return end;
  }

  String problem() {
    return problem;
  }

  private int at() {
    return (int) (offset - bufferStart);
  }

  /** Makes {@code count} bytes from {@link #offset} on available in the buffer. */
  private void load(int count) throws IOException {
    if (offset + count <= bufferStart + buffer.limit()) {
      return;
    }
    if (count > buffer.capacity()) {
      bytes = new byte[Math.max(count, (int) Math.min(2L * bytes.length, 1 << 30))];
      buffer = view(bytes);
    }
    buffer.clear().limit((int) Math.min(buffer.capacity(), sizeBytes - offset));
    bufferStart = offset;
    file.read(buffer, offset);
    buffer.flip();
    if (buffer.limit() < count) {
      throw new EOFException(file.path() + " became shorter while it was read");
    }
  }

  private static ByteBuffer view(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
