package dev.balsa.server.api;

import dev.balsa.server.metrics.MvccMetrics;

/**
 * Times how long it takes to hand messages to the streams of watchers. Messages with events that
 * are handed over together count as one: there may be a thousand of them.
 */
final class WatchMeter {

  private static final double NANOS_PER_SECOND = 1e9;

  private final MvccMetrics metrics;

  WatchMeter(MvccMetrics metrics) {
    this.metrics = metrics;
  }

  /** Messages were handed to their stream in one go: each took its share of the time. */
  void sent(WatchTally tally, long nanos) {
    double seconds = nanos / NANOS_PER_SECOND / tally.messages();
    for (int i = 0; i < tally.progressMessages(); i++) {
      metrics.watchProgressSeconds.observe(seconds);
    }
    for (int i = 0; i < tally.controlMessages(); i++) {
      metrics.watchControlSeconds.observe(seconds);
    }
    if (tally.events() > 0) {
      metrics.watchSendSeconds.observe(seconds);
      metrics.watchSendPerEventSeconds.observe(seconds * tally.eventMessages() / tally.events());
    }
  }
}
