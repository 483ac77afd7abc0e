package dev.balsa.wal;

import dev.balsa.wal.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Tells a write that a crash interrupted from damage to what had been durable.
 *
 * <p>Reading stopped at a place of the last segment where no whole record begins. Before a write,
 * all bytes from there on are zero. A disk writes sectors whole, so after an interrupted write each
 * sector is either as it was (zero from that place on) or as it should be. Hence:
 *
 * <ol>
 *   <li>All zero from here on: the clean end of the log.
 *   <li>The file ends within the record's first eight bytes: the write was to make it longer.
 *   <li>The record is torn only if one of its sectors is missing, that is zero; and all that can be
 *       read of its head, in sectors that are not missing, fits together.
 *   <li>One batch is in flight at a time, and a batch that follows a synced one begins with a crc
 *       record (a sync mark). So a sync mark further on proves that this place had been durable.
 * </ol>
 *
 * <p>Everything else is damage. Truncating there could drop what was acknowledged.
 */
final class TailJudge {

  private static final int SECTOR_BYTES = 512;
  private static final int READ_BYTES = 1 << 18;

  private final long fileBytes;
  private final long offset;

  /** From the doubtful place to the last byte of the file that is not zero. */
  private final byte[] tail;

  private final FrameHeader header = new FrameHeader();
  private boolean headKnown;

  private TailJudge(DiskFile file, long offset) throws IOException {
    this.fileBytes = file.sizeBytes();
    this.offset = offset;
    this.tail = load(file, offset, lastNonZero(file, offset, fileBytes) + 1);
  }

  /** Where the bytes that are not zero end in a file, looking from {@code from} on. */
  static long contentEnd(DiskFile file, long from) throws IOException {
    return Math.max(from, lastNonZero(file, from, file.sizeBytes()) + 1);
  }

  /**
   * Judges the end of the last segment.
   *
   * @param offset where no whole record begins
   * @param problem what reading found there
   * @return null for the clean end of the log, else the torn tail
   * @throws WalDamagedException if it is neither
   */
  static TornTail judge(DiskFile file, long offset, String problem) throws IOException {
    TailJudge judge = new TailJudge(file, offset);
    if (judge.tail.length == 0) {
      return null;
    }
    String damage = judge.damage(problem);
    if (damage != null) {
      throw new WalDamagedException(file.path(), offset, damage);
    }
    return new TornTail(file.path(), offset, "an unfinished write (" + problem + ")");
  }

  private String damage(String problem) {
    if (fileBytes - offset < FrameHeader.LENGTH_FIELD_BYTES) {
      return null; // A durable record has a durable file length; this one's head goes beyond it.
    }
    int firstSectorBytes = SECTOR_BYTES - (int) (offset % SECTOR_BYTES);
    long searchFrom = firstSectorBytes;
    if (!isZero(0, firstSectorBytes)) {
      String damage = damageOfHead(firstSectorBytes, problem);
      if (damage != null) {
        return damage;
      }
      searchFrom = header.frameBytes();
    }
    SyncMarkSearch search = new SyncMarkSearch(tail, fileBytes - offset);
    long mark = search.find(searchFrom, headKnown, headKnown ? header.crc() : 0);
    return mark < 0
        ? null
        : problem + ", and the sync mark at byte " + (offset + mark) + " shows it had been durable";
  }

  /** The record's first sector is there: the rest must fit it, and a sector must be missing. */
  private String damageOfHead(int firstSectorBytes, String problem) {
    long field = ByteBuffer.wrap(padded(8)).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (field == 0) {
      return "the length field is zero and its sector is not";
    }
    String damage = header.parseLength(field, Long.MAX_VALUE);
    if (damage != null) {
      return damage;
    }
    long firstMissing = firstMissingSector(firstSectorBytes);
    if (firstMissing < 0 && header.frameBytes() <= fileBytes - offset) {
      return problem;
    }
    long present = firstMissing < 0 ? header.recordEnd() : firstMissing;
    int known = (int) Math.min(Math.min(present, header.recordEnd()), fileBytes - offset);
    boolean headWhole = known >= FrameHeader.LENGTH_FIELD_BYTES + FrameHeader.MAX_OUTSIDE_BYTES;
    if (!headWhole && known < header.recordEnd()) {
      return null; // The missing sector holds a part of the head: nothing more to compare.
    }
    damage = header.parseRecord(padded(known), 0, known);
    headKnown = damage == null;
    return damage;
  }

  private long firstMissingSector(int firstSectorBytes) {
    long end = header.recordEnd();
    for (long at = firstSectorBytes; at < end; at += SECTOR_BYTES) {
      if (isZero(at, Math.min(at + SECTOR_BYTES, end))) {
        return at;
      }
    }
    return -1;
  }

  private boolean isZero(long from, long to) {
    for (long at = from; at < Math.min(to, tail.length); at++) {
      if (tail[(int) at] != 0) {
        return false;
      }
    }
    return true;
  }

  /** The first bytes of the tail, with the zeros that follow it in the file. */
  private byte[] padded(int length) {
    return Arrays.copyOf(tail, Math.max(length, 0));
  }

  private static long lastNonZero(DiskFile file, long from, long to) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(READ_BYTES, Math.max(0, to - from)));
    long last = from - 1;
    for (long at = from; at < to; at += READ_BYTES) {
      chunk.clear().limit((int) Math.min(READ_BYTES, to - at));
      int count = file.read(chunk, at);
      int i = lastNonZero(chunk, count);
      last = i < 0 ? last : at + i;
    }
    return last;
  }

  private static int lastNonZero(ByteBuffer chunk, int count) {
    int i = count;
    while (i >= 8 && chunk.getLong(i - 8) == 0) {
      i -= 8;
    }
    while (i > 0 && chunk.get(i - 1) == 0) {
      i--;
    }
    return i - 1;
  }

  private static byte[] load(DiskFile file, long from, long to) throws IOException {
    byte[] bytes = new byte[Math.toIntExact(to - from)];
    file.read(ByteBuffer.wrap(bytes), from);
    return bytes;
  }
}
