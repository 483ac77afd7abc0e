package dev.balsa.server.node;

import dev.balsa.server.config.AutoCompaction;

/**
 * Says up to which revision history may be forgotten. {@link #sample} belongs to the node agent;
 * {@link #compacted} may be called from any thread.
 */
interface CompactionRule {

  /** Nothing is forgotten by itself. */
  CompactionRule NEVER =
      new CompactionRule() {
        @Override
        public long sample(long nowNanos, long currentRevision) {
          return 0;
        }

        @Override
        public void compacted(long startedNanos, long revision) {}
      };

  /** The rule that the settings ask for, starting now. */
  static CompactionRule of(AutoCompaction setting, long nowNanos) {
    if (setting instanceof AutoCompaction.Periodic byAge) {
      return new CompactByAge(byAge.retention().toNanos(), nowNanos);
    }
    if (setting instanceof AutoCompaction.Revisions byCount) {
      return new CompactByCount(byCount.retention(), nowNanos);
    }
    return NEVER;
  }

  /**
   * Called often, with the time and the current revision.
   *
   * @return the revision to compact at now; 0 if it is not time, or there is nothing to gain
   */
  long sample(long nowNanos, long currentRevision);

  /**
   * The history is compacted at this revision, or was already.
   *
   * @param startedNanos the time of the {@link #sample} that asked for it
   */
  void compacted(long startedNanos, long revision);
}
