package dev.balsa.server.metrics;

import io.prometheus.client.Counter;
import io.prometheus.client.Histogram;

/**
 * The series of one gRPC method, looked up once so that a call pays for additions alone.
 * Thread-safe.
 */
public final class MethodMetrics {

  private final Counter.Child started;
  private final Counter.Child received;
  private final Counter.Child sent;
  private final Counter.Child[] handledByCode;
  private final Histogram.Child handlingSeconds;

  MethodMetrics(
      Counter.Child started,
      Counter.Child received,
      Counter.Child sent,
      Counter.Child[] handledByCode,
      Histogram.Child handlingSeconds) {
    this.started = started;
    this.received = received;
    this.sent = sent;
    this.handledByCode = handledByCode;
    this.handlingSeconds = handlingSeconds;
  }

  /** A call began. */
  public void started() {
    started.inc();
  }

  /** A message came in. */
  public void received() {
    received.inc();
  }

  /** So many messages went out. */
  public void sent(int messages) {
    sent.inc(messages);
  }

  /** A call ended with the status code of this number. */
  public void handled(int code) {
    handledByCode[code].inc();
  }

  /** Whether somebody wants to know how long calls take. */
  public boolean timesCalls() {
    return handlingSeconds != null;
  }

  /** How long a call took. Only if {@link #timesCalls}. */
  public void took(double seconds) {
    handlingSeconds.observe(seconds);
  }
}
