package dev.balsa.server.node;

/**
 * Keeps the newest revisions, a fixed number of them; looks every five minutes. The rule is etcd's
 * {@code --auto-compaction-mode=revision}.
 */
final class CompactByCount implements CompactionRule {

  private static final long INTERVAL_NANOS = 300_000_000_000L;

  private final long retention;
  private long nextLookNanos;

  /** The last revision compacted at; written when the answer comes. */
  private volatile long lastRevision;

  /**
   * @param retention how many revisions stay
   */
  CompactByCount(long retention, long nowNanos) {
    this.retention = retention;
    this.nextLookNanos = nowNanos + INTERVAL_NANOS;
  }

  @Override
  public long sample(long nowNanos, long currentRevision) {
    if (nowNanos - nextLookNanos < 0) {
      return 0;
    }
    nextLookNanos = nowNanos + INTERVAL_NANOS;
    long target = currentRevision - retention;
    return target > 0 && target != lastRevision ? target : 0;
  }

  @Override
  public void compacted(long startedNanos, long revision) {
    lastRevision = revision;
  }
}
