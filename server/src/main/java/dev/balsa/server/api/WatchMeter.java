package dev.balsa.server.api;

import dev.balsa.server.metrics.MvccMetrics;
import dev.balsa.watch.WatchMessage;

/** Times how long it takes to hand messages to the streams of watchers. */
final class WatchMeter {

  private static final double NANOS_PER_SECOND = 1e9;

  private final MvccMetrics metrics;

  WatchMeter(MvccMetrics metrics) {
    this.metrics = metrics;
  }

  /** A message was handed to its stream. */
  void sent(WatchMessage message, long nanos) {
    double seconds = nanos / NANOS_PER_SECOND;
    int events = message.events().size();
    if (events > 0) {
      metrics.watchSendSeconds.observe(seconds);
      metrics.watchSendPerEventSeconds.observe(seconds / events);
    } else if (message.isProgress()) {
      metrics.watchProgressSeconds.observe(seconds);
    } else {
      metrics.watchControlSeconds.observe(seconds);
    }
  }
}
