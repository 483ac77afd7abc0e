package dev.balsa.mvcc.backend;

import java.util.ArrayDeque;
import java.util.Iterator;

/**
 * How many bytes of what was written still wait in memory for a file. RocksDB tells how many
 * records that are, but of bytes only what it has allocated for them: a megabyte for the first one.
 * Thread-safe.
 */
final class UnflushedBytes {

  /** Sizes are remembered in steps of so many bytes, and guessed in between. */
  private static final long STEP_BYTES = 64 << 10;

  private record Mark(long records, long bytes) {}

  /** What lies further back than so many bytes is in files for certain, and not remembered. */
  private final long waitingBytesMax;

  private final ArrayDeque<Mark> marks = new ArrayDeque<>();
  private long records;
  private long bytes;

  /**
   * @param waitingBytesMax more than can wait in memory at a time
   */
  UnflushedBytes(long waitingBytesMax) {
    this.waitingBytesMax = waitingBytesMax;
    marks.add(new Mark(0, 0));
  }

  synchronized void wrote(int moreRecords, long moreBytes) {
    records += moreRecords;
    bytes += moreBytes;
    if (bytes - marks.getLast().bytes >= STEP_BYTES && records > marks.getLast().records) {
      marks.add(new Mark(records, bytes));
      while (marks.size() > 1 && bytes - second().bytes >= waitingBytesMax) {
        marks.removeFirst();
      }
    }
  }

  /** The bytes of the records written last; whatever is older is never asked for again. */
  synchronized long ofLast(long count) {
    long before = records - count;
    if (before <= 0) {
      return bytes;
    }
    while (marks.size() > 1 && second().records <= before) {
      marks.removeFirst();
    }
    Mark from = marks.getFirst();
    Mark to = marks.size() > 1 ? second() : new Mark(records, bytes);
    long span = Math.max(1, to.records - from.records);
    double part = Math.min(1, (before - from.records) / (double) span);
    return bytes - from.bytes - (long) (part * (to.bytes - from.bytes));
  }

  /** For tests: how much is remembered. */
  synchronized int marks() {
    return marks.size();
  }

  private Mark second() {
    Iterator<Mark> each = marks.iterator();
    Mark unused = each.next();
    return each.next();
  }
}
