package dev.balsa.server.backup;

import java.nio.file.Path;

/**
 * How a member's backups are taken.
 *
 * @param directory where they go
 * @param intervalNanos from the beginning of one to that of the next
 * @param retention how many stay; 0 for all
 * @param version the version of etcd that shall be able to take them, such as 3.7.0
 */
public record BackupPlan(Path directory, long intervalNanos, long retention, String version) {

  private static final long INTERVAL_NANOS_MIN = 1_000_000_000L;

  /** Raises an interval that is too short to the shortest one. */
  public BackupPlan {
    intervalNanos = Math.max(INTERVAL_NANOS_MIN, intervalNanos);
  }
}
