package dev.balsa.server.metrics;

import io.prometheus.client.Histogram;

/**
 * {@code etcd_server_apply_duration_seconds} of one operation, looked up once so that applying pays
 * for an addition alone. Thread-safe.
 */
public final class ApplyMetrics {

  private static final double NANOS_PER_SECOND = 1e9;

  private final Histogram.Child succeeded;
  private final Histogram.Child failed;

  ApplyMetrics(Histogram applySeconds, String op) {
    succeeded = applySeconds.labels("v3", op, "true");
    failed = applySeconds.labels("v3", op, "false");
  }

  /** An entry was applied. */
  public void took(boolean success, long nanos) {
    (success ? succeeded : failed).observe(nanos / NANOS_PER_SECOND);
  }
}
