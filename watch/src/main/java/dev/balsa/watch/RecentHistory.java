package dev.balsa.watch;

import java.util.ArrayDeque;
import java.util.Iterator;

/**
 * The newest changes, kept in memory: watchers that fall behind for a moment catch up from here
 * without a read. Bounded in revisions and bytes; always reaches to the current revision. What
 * happens while there are no watchers is not kept.
 */
final class RecentHistory {

  private static final int STRETCH_REVISIONS = 256;
  private static final int STRETCHES_AT_LEAST = 16;

  private final int maxRevisions;
  private final long maxBytes;
  private final ArrayDeque<Stretch> stretches = new ArrayDeque<>();
  private long first;
  private long next;
  private long heapBytes;

  RecentHistory(WatchConfig config, long currentRevision) {
    this.maxRevisions = config.recentRevisions();
    this.maxBytes = config.recentBytes();
    clear(currentRevision);
  }

  /** The oldest revision that is here; one above the current revision if none is. */
  long first() {
    return first;
  }

  void clear(long currentRevision) {
    stretches.clear();
    heapBytes = 0;
    first = currentRevision + 1;
    next = first;
  }

  void add(Change change) {
    Stretch newest = stretches.peekLast();
    if (newest == null || isComplete(newest)) {
      if (newest != null) {
        newest.dropBatches();
      }
      newest = new Stretch(change.revision);
      stretches.addLast(newest);
    }
    newest.add(change);
    heapBytes += change.heapBytes;
    next = change.revision + 1;
    while (!stretches.isEmpty() && (next - first > maxRevisions || heapBytes > maxBytes)) {
      Stretch oldest = stretches.removeFirst();
      heapBytes -= oldest.heapBytes();
      first = oldest.to();
    }
  }

  private boolean isComplete(Stretch stretch) {
    int revisions = Math.max(1, Math.min(STRETCH_REVISIONS, maxRevisions / STRETCHES_AT_LEAST));
    return stretch.to() - stretch.from() >= revisions
        || stretch.heapBytes() >= maxBytes / STRETCHES_AT_LEAST;
  }

  /** The stretch that covers a revision between {@link #first} and the current one. */
  Stretch at(long revision) {
    Iterator<Stretch> newestFirst = stretches.descendingIterator();
    while (newestFirst.hasNext()) {
      Stretch stretch = newestFirst.next();
      if (stretch.covers(revision)) {
        return stretch;
      }
    }
    throw new IllegalStateException("revision " + revision + " is not among the recent ones");
  }
}
