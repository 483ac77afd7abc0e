package dev.balsa.server.metrics;

/** {@code etcd_debugging_auth_*}: users and roles. */
public final class AuthMetrics {

  /** Rises with every change of users, roles and permissions. */
  public final SampledGauge revision;

  AuthMetrics(Series series) {
    revision =
        series.sampled("etcd_debugging_auth_revision", "The revision of the users and roles.");
    revision.set(1);
  }
}
