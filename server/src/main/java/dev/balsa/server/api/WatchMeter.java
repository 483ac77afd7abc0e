package dev.balsa.server.api;

import dev.balsa.server.metrics.MvccMetrics;
import dev.balsa.watch.WatchMessage;
import java.util.List;

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
  void sent(List<WatchAnswer> answers, long nanos) {
    double seconds = nanos / NANOS_PER_SECOND / answers.size();
    int events = 0;
    int eventMessages = 0;
    for (int i = 0; i < answers.size(); i++) {
      WatchMessage message = answers.get(i).message();
      if (!message.batch().isEmpty()) {
        events += message.batch().size();
        eventMessages++;
      } else if (message.isProgress()) {
        metrics.watchProgressSeconds.observe(seconds);
      } else {
        metrics.watchControlSeconds.observe(seconds);
      }
    }
    if (events > 0) {
      metrics.watchSendSeconds.observe(seconds);
      metrics.watchSendPerEventSeconds.observe(seconds * eventMessages / events);
    }
  }
}
