package dev.balsa.server.metrics;

import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;

/** {@code balsa_backup_*}: the backups that a member takes by itself. */
public final class BackupMetrics {

  public final Counter taken;
  public final Counter failed;

  /** Seconds since 1970 at which the newest one was begun; 0 for none since the start. */
  public final Gauge newestTimestampSeconds;

  public final Gauge newestSizeBytes;

  BackupMetrics(Series series) {
    taken = series.counter("balsa_backup_taken_total", "Backups that were written in whole.");
    failed = series.counter("balsa_backup_failed_total", "Backups that could not be written.");
    newestTimestampSeconds =
        series.gauge("balsa_backup_newest_timestamp_seconds", "When the newest one was begun.");
    newestSizeBytes = series.gauge("balsa_backup_newest_size_bytes", "How large it is.");
  }
}
