package dev.balsa.server.node;

import dev.balsa.server.env.Clock;
import dev.balsa.server.metrics.MvccMetrics;

/** Measures what compactions cost. Apply agent. */
final class CompactionMeter {

  private static final long NANOS_PER_MILLI = 1_000_000L;
  private static final double MILLIS_PER_SECOND = 1e3;
  private static final long NONE = Long.MIN_VALUE;

  private final MvccMetrics metrics;
  private final Clock clock;

  /** When the first step of the compaction under way began; {@link #NONE} between two. */
  private long compactionNanos = NONE;

  private long stepNanos;
  private long countedVersions;

  CompactionMeter(MvccMetrics metrics, Clock clock) {
    this.metrics = metrics;
    this.clock = clock;
  }

  /** Returns the time. */
  long stepBegins() {
    stepNanos = clock.nanoTime();
    if (compactionNanos == NONE) {
      compactionNanos = stepNanos;
    }
    return stepNanos;
  }

  /**
   * Returns the time.
   *
   * @param versions versions removed since the store was opened
   * @param finished whether nothing is left to remove
   */
  long stepEnds(long versions, boolean finished) {
    long now = clock.nanoTime();
    // Whole milliseconds, as etcd observes them. A step works on index and store together.
    double pauseMillis = wholeMillis(now - stepNanos);
    metrics.compactionPauseMillis.observe(pauseMillis);
    metrics.indexCompactionPauseMillis.observe(pauseMillis);
    if (versions > countedVersions) {
      metrics.compactionKeys.inc((double) (versions - countedVersions));
    }
    countedVersions = versions; // falls when the store was replaced by a copy
    if (finished) {
      metrics.compactionTotalMillis.observe(wholeMillis(now - compactionNanos));
      metrics.compactionLast.set(Math.floor(clock.wallMillis() / MILLIS_PER_SECOND));
      compactionNanos = NONE;
    }
    return now;
  }

  private static double wholeMillis(long nanos) {
    long millis = nanos / NANOS_PER_MILLI;
    return (double) millis;
  }
}
