package dev.balsa.wal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Looks behind a broken place for a sync mark: a crc record inside a segment.
 *
 * <p>The running checksum is lost at the broken place, but every record carries it, so two records
 * that follow each other prove each other. A mark counts if it agrees with a neighbour, or if it is
 * the last thing in the file. Bytes that only look like a mark, inside somebody's value, do not.
 */
final class SyncMarkSearch {

  private final byte[] bytes;
  private final ByteBuffer view;
  private final long availableBytes;
  private final RollingCrc crc = new RollingCrc();
  private final FrameHeader frame = new FrameHeader();
  private final FrameHeader next = new FrameHeader();

  /**
   * A search.
   *
   * @param bytes the bytes from the broken place on, without the zeros at the end
   * @param availableBytes their number with those zeros
   */
  SyncMarkSearch(byte[] bytes, long availableBytes) {
    this.bytes = bytes;
    this.view = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    this.availableBytes = availableBytes;
  }

  /**
   * Finds the first mark.
   *
   * @param from where to begin, a multiple of 8
   * @param crcKnown whether the checksum carried by the record before {@code from} is known
   * @return where the mark is, or -1
   */
  long find(long from, boolean crcKnown, int crcBefore) {
    boolean linked = crcKnown;
    int previous = crcBefore;
    long at = from;
    while (at + FrameHeader.LENGTH_FIELD_BYTES <= bytes.length) {
      if (!parse(frame, at)) {
        linked = false;
        at += 8;
        continue;
      }
      boolean proven = (linked && follows(previous, frame, at)) || provenByNext(at);
      boolean isMark = frame.type() == RecordType.CRC;
      if (isMark && (proven || at + frame.frameBytes() >= bytes.length)) {
        return at;
      }
      linked = proven;
      previous = frame.crc();
      at += proven ? frame.frameBytes() : 8;
    }
    return -1;
  }

  private boolean provenByNext(long at) {
    long end = at + frame.frameBytes();
    return end + FrameHeader.LENGTH_FIELD_BYTES <= bytes.length
        && parse(next, end)
        && follows(frame.crc(), next, end);
  }

  private boolean follows(int previous, FrameHeader record, long at) {
    crc.seed(previous);
    crc.update(bytes, (int) at + record.dataOffset(), record.dataLength());
    return crc.value() == record.crc();
  }

  /** A whole frame whose record, padding aside, lies within the bytes. */
  private boolean parse(FrameHeader into, long at) {
    return into.parseLength(view.getLong((int) at), availableBytes - at) == null
        && at + into.recordEnd() <= bytes.length
        && into.parseRecord(bytes, (int) at) == null;
  }
}
