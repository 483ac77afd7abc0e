package dev.balsa.server.node;

/**
 * How a member looks after itself.
 *
 * @param slowApplyNanos an entry that takes longer than this to apply is logged; 0 or less for
 *     never
 * @param compactionBatch revisions that a compaction removes in a row, 1 or more
 * @param compactionSleepNanos how long a busy member pauses after so many, at least
 * @param autoDisarm whether a member lifts its NOSPACE alarm by itself when there is room again
 * @param compactHashCheckNanos how often the leader compares what the members keep at the compacted
 *     revision; 0 for never
 * @param downgradeCheckNanos how often the leader looks whether a downgrade has reached its end; 0
 *     for never
 */
public record Upkeep(
    long slowApplyNanos,
    int compactionBatch,
    long compactionSleepNanos,
    boolean autoDisarm,
    long compactHashCheckNanos,
    long downgradeCheckNanos) {

  /** Without comparisons. */
  public Upkeep(
      long slowApplyNanos, int compactionBatch, long compactionSleepNanos, boolean autoDisarm) {
    this(slowApplyNanos, compactionBatch, compactionSleepNanos, autoDisarm, 0, 0);
  }

  /** etcd's numbers. */
  public static final Upkeep DEFAULT = new Upkeep(100_000_000L, 1_000, 10_000_000L, false);
}
