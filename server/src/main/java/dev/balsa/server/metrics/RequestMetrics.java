package dev.balsa.server.metrics;

import io.prometheus.client.Histogram;

/**
 * {@code etcd_server_request_duration_seconds} of one kind of request, looked up once so that a
 * call pays for an addition alone. Thread-safe.
 */
public final class RequestMetrics {

  private static final double NANOS_PER_SECOND = 1e9;

  private final Histogram.Child succeeded;
  private final Histogram.Child failed;

  RequestMetrics(Histogram requestSeconds, String type) {
    succeeded = requestSeconds.labels(type, "true");
    failed = requestSeconds.labels(type, "false");
  }

  /** A request was answered. */
  public void took(boolean success, long nanos) {
    (success ? succeeded : failed).observe(nanos / NANOS_PER_SECOND);
  }
}
