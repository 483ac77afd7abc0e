package dev.balsa.wal;

import dev.balsa.raft.Entry;
import dev.balsa.raft.EntryType;
import dev.balsa.raft.HardState;
import dev.balsa.raft.SnapshotMark;
import dev.balsa.wal.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Encodes records into one reused buffer and hands the whole batch to a file in one write.
 *
 * <pre>
 *   0        8                                                        multiple of 8
 *   +--------+--------------------------------------------------------+--------+
 *   | length | 08 type  10 crc  [1a size data ...]                    | zeros  |
 *   +--------+--------------------------------------------------------+--------+
 *    little    a protobuf message of L bytes, numbers as varints       0 to 7
 *    endian
 *
 *   length = L in the low 56 bits; the top byte is 0 without padding, else 0x80 | padding
 *   crc    = CRC-32C of the data of all records up to this one, across segments
 * </pre>
 *
 * <p>An entry's bytes are copied once and nothing is allocated per record. Not thread-safe.
 */
final class RecordWriter {

  private static final int INITIAL_BYTES = 1 << 16;

  /** A batch up to this size leaves in one write; a larger one in several. */
  private static final int MAX_KEPT_BYTES = 4 << 20;

  private static final byte[] NOTHING = {};

  private final RollingCrc crc;
  private final ProtoWriter head = new ProtoWriter(new byte[64]);
  private ByteBuffer buffer = allocate(INITIAL_BYTES);
  private DiskFile file;
  private long position;
  private long writtenBytes;

  /** A writer that goes on with a running checksum, which it owns from now on. */
  RecordWriter(RollingCrc crc) {
    this.crc = crc;
  }

  /** Directs what follows to a file. */
  void startAt(DiskFile target, long targetPosition) {
    file = target;
    position = targetPosition;
    buffer.clear();
  }

  /** Where in the file the next record will be. */
  long position() {
    return position + buffer.position();
  }

  void crcMark() throws IOException {
    int length = 3 + ProtoWriter.varintBytes(crc.value() & 0xffffffffL);
    beginFrame(RecordType.CRC, length, 0);
    endFrame(length);
  }

  void metadata(byte[] metadata) throws IOException {
    head.reset();
    frame(RecordType.METADATA, metadata);
  }

  void entry(Entry entry) throws IOException {
    byte[] data = entry.data();
    head.reset();
    head.varintField(1, entry.type().number());
    head.varintField(2, entry.term());
    head.varintField(3, entry.index());
    if (data.length > 0 || entry.type() != EntryType.NORMAL) {
      head.bytesHeader(4, data.length); // Also tells a configuration change from a hard state.
    }
    frame(RecordType.ENTRY, data);
  }

  void state(HardState state) throws IOException {
    head.reset();
    head.varintField(1, state.term());
    head.varintField(2, state.vote());
    head.varintField(3, state.commit());
    frame(RecordType.STATE, NOTHING);
  }

  void snapshot(SnapshotMark mark) throws IOException {
    head.reset();
    frame(RecordType.SNAPSHOT, Payloads.encode(mark));
  }

  /** Bytes handed to files since this writer was made. */
  long writtenBytes() {
    return writtenBytes;
  }

  /** Hands everything encoded so far to the file. */
  void flush() throws IOException {
    int length = buffer.flip().remaining();
    if (length > 0) {
      file.write(buffer, position);
      position += length;
      writtenBytes += length;
    }
    if (buffer.capacity() > MAX_KEPT_BYTES) {
      buffer = allocate(INITIAL_BYTES);
    }
    buffer.clear();
  }

  /** A record whose data is what stands in {@link #head}, then {@code body}. */
  private void frame(RecordType type, byte[] body) throws IOException {
    crc.update(head.array(), 0, head.length());
    crc.update(body, 0, body.length);
    int dataLength = head.length() + body.length;
    int length =
        4
            + ProtoWriter.varintBytes(crc.value() & 0xffffffffL)
            + ProtoWriter.varintBytes(dataLength)
            + dataLength;
    beginFrame(type, length, dataLength);
    buffer.put((byte) 0x1a);
    putVarint(dataLength);
    buffer.put(head.array(), 0, head.length()).put(body);
    endFrame(length);
  }

  private void beginFrame(RecordType type, int length, int dataLength) throws IOException {
    int padding = -length & 7;
    reserve((long) FrameHeader.LENGTH_FIELD_BYTES + length + padding, dataLength);
    buffer.putLong(padding == 0 ? length : length | (0x80L | padding) << 56);
    buffer.put((byte) 0x08).put((byte) type.number()).put((byte) 0x10);
    putVarint(crc.value() & 0xffffffffL);
  }

  private void endFrame(int length) {
    for (int padding = -length & 7; padding > 0; padding--) {
      buffer.put((byte) 0);
    }
  }

  private void reserve(long bytes, int dataLength) throws IOException {
    if (bytes <= buffer.remaining()) {
      return;
    }
    if (buffer.position() + bytes > MAX_KEPT_BYTES) {
      flush();
    }
    long needed = buffer.position() + bytes;
    if (needed > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException("a record of " + dataLength + " bytes is too long");
    }
    if (needed > buffer.capacity()) {
      long capacity = Math.max(needed, Math.min(2L * buffer.capacity(), MAX_KEPT_BYTES));
      buffer = allocate((int) capacity).put(buffer.flip());
    }
  }

  private void putVarint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      buffer.put((byte) (rest | 0x80));
      rest >>>= 7;
    }
    buffer.put((byte) rest);
  }

  private static ByteBuffer allocate(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
