package dev.balsa.server.config;

/**
 * When the log file is put aside. Zero days or backups mean that none is removed.
 *
 * @param maxSizeMegabytes a file that would grow beyond this is put aside
 * @param maxAgeDays files put aside longer ago are removed
 * @param maxBackups of the files put aside, so many are kept
 * @param localTime whether names carry the local time and not UTC
 * @param compress whether files put aside are compressed
 */
public record LogRotation(
    int maxSizeMegabytes, int maxAgeDays, int maxBackups, boolean localTime, boolean compress) {

  /** If nothing is said, as in etcd. */
  static final int USUAL_MEGABYTES = 100;
}
