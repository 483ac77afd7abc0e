package dev.balsa.server.node;

import java.util.ArrayDeque;

/**
 * Keeps what is younger than the retention. The current revision is noted ten times an interval,
 * and an interval is the retention, an hour at most; what is compacted at is the note taken one
 * retention ago.
 *
 * <pre>
 *   retention 1 h:  a note every 6 minutes; first compaction after 1 h, then every hour
 *   retention 24 h: a note every 6 minutes; first compaction after 24 h, then every hour
 *   retention 5 m:  a note every 30 seconds; first compaction after 5 minutes, then every 5 minutes
 * </pre>
 *
 * <p>A compaction that failed is asked for again with the next note. The rule is etcd's {@code
 * --auto-compaction-mode=periodic}.
 */
final class CompactByAge implements CompactionRule {

  private static final long LONGEST_INTERVAL_NANOS = 3_600_000_000_000L;
  private static final int NOTES_PER_INTERVAL = 10;

  private final long retentionNanos;
  private final long intervalNanos;
  private final long noteEveryNanos;

  /** [INVARIANT] oldest first, never more than one retention's worth and one. */
  private final ArrayDeque<Long> notes = new ArrayDeque<>();

  private final int maxNotes;
  private long nextNoteNanos;

  /** Guarded by this. */
  private long dueNanos;

  /** Guarded by this; 0 before the first compaction. */
  private long lastRevision;

  CompactByAge(long retentionNanos, long nowNanos) {
    this.retentionNanos = retentionNanos;
    this.intervalNanos = Math.min(retentionNanos, LONGEST_INTERVAL_NANOS);
    this.noteEveryNanos = Math.max(1, intervalNanos / NOTES_PER_INTERVAL);
    this.maxNotes = Math.toIntExact(retentionNanos / noteEveryNanos + 1);
    this.nextNoteNanos = nowNanos;
    this.dueNanos = nowNanos + this.retentionNanos;
  }

  @Override
  public long sample(long nowNanos, long currentRevision) {
    if (nowNanos - nextNoteNanos < 0) {
      return 0;
    }
    // After a long pause of the process the missed notes cannot be made up for.
    nextNoteNanos =
        nowNanos - nextNoteNanos > noteEveryNanos
            ? nowNanos + noteEveryNanos
            : nextNoteNanos + noteEveryNanos;
    notes.add(currentRevision);
    if (notes.size() > maxNotes) {
      notes.poll();
    }
    return isDue(nowNanos, notes.peek()) ? notes.peek() : 0;
  }

  private synchronized boolean isDue(long nowNanos, long revision) {
    return nowNanos - dueNanos >= 0 && revision != lastRevision;
  }

  @Override
  public synchronized void compacted(long startedNanos, long revision) {
    dueNanos = startedNanos + intervalNanos;
    lastRevision = revision;
  }
}
