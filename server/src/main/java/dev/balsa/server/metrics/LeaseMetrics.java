package dev.balsa.server.metrics;

import io.prometheus.client.Counter;
import io.prometheus.client.Histogram;

/** {@code etcd_debugging_lease_*}: leases. */
public final class LeaseMetrics {

  public final Counter granted;
  public final Counter revoked;
  public final Counter renewed;

  /** Seconds that leases were granted for; a histogram by etcd's choice. */
  public final Histogram ttlSeconds;

  public final Counter expired;

  LeaseMetrics(Series series) {
    granted = series.counter("etcd_debugging_lease_granted_total", "Leases granted.");
    revoked = series.counter("etcd_debugging_lease_revoked_total", "Leases revoked.");
    renewed = series.counter("etcd_debugging_lease_renewed_total", "Renewals seen by the leader.");
    ttlSeconds =
        series.histogram(
            "etcd_debugging_lease_ttl_total",
            "The granted times to live.",
            Buckets.doubling(1, 24));
    expired = series.counter("etcd_debugging_server_lease_expired_total", "Leases that ran out.");
  }
}
