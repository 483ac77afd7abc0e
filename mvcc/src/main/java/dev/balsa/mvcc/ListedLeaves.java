package dev.balsa.mvcc;

import java.util.ArrayDeque;

/**
 * The leaves of the key index whose versions are kept ready for lists. A leaf is worth it when a
 * second list comes before it changes: what is written all the time would be made ready in vain.
 * All together have a bound; above it those go that no list has read of late. Any thread.
 */
final class ListedLeaves {

  /** Versions that take more than this in one leaf are copied from where they lie. */
  static final int LEAF_BYTES_MAX = 64 << 10;

  private final long bytesMax;

  /** In the order they came, those that were used again behind them. Guarded by itself. */
  private final ArrayDeque<IndexNode> leaves = new ArrayDeque<>();

  /** [INVARIANT] the sizes of what {@link #leaves} hold ready. Guarded by {@link #leaves}. */
  private long bytes;

  ListedLeaves(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  /**
   * What a published leaf holds ready for a list; null if it holds nothing, and need not yet.
   *
   * @throws Vanished as {@link LeafRecords#of}
   */
  LeafRecords of(IndexNode leaf, ValueSource values) {
    LeafRecords ready = leaf.records;
    if (ready == null) {
      if (!leaf.listed) {
        leaf.listed = true;
        return null;
      }
      ready = LeafRecords.of(leaf, values, LEAF_BYTES_MAX);
      keep(leaf, ready.sizeBytes() <= bytesMax ? ready : LeafRecords.TOO_LARGE);
    }
    if (ready == LeafRecords.TOO_LARGE) {
      return null;
    }
    ready.use();
    return ready;
  }

  private void keep(IndexNode leaf, LeafRecords ready) {
    synchronized (leaves) {
      if (leaf.records != null) {
        return; // another list was faster
      }
      leaf.records = ready;
      if (ready == LeafRecords.TOO_LARGE) {
        return;
      }
      leaves.add(leaf);
      bytes += ready.sizeBytes();
      while (bytes > bytesMax) {
        letGoOfOne();
      }
    }
  }

  /** Ends because a mark is gone once it was looked at. */
  private void letGoOfOne() {
    IndexNode oldest = leaves.remove();
    if (oldest.records.wasUsed()) {
      leaves.add(oldest);
    } else {
      bytes -= oldest.records.sizeBytes();
      oldest.records = null;
    }
  }

  /** For tests: the sizes of everything that is held ready. */
  long bytes() {
    synchronized (leaves) {
      return bytes;
    }
  }
}
