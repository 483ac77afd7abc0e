package dev.balsa.server.logging;

/**
 * When a log file is put aside and how many of those are kept. Zero means without a limit.
 *
 * @param maxSizeBytes a file that would grow beyond this is put aside
 * @param maxAgeDays files put aside longer ago are removed
 * @param maxBackups of the files put aside, so many are kept
 * @param localTime whether names carry the local time and not UTC
 * @param compress whether files put aside are compressed (gzip)
 */
public record Rotation(
    long maxSizeBytes, int maxAgeDays, int maxBackups, boolean localTime, boolean compress) {

  /** One file that grows as long as the disk lets it. */
  public static final Rotation NEVER = new Rotation(0, 0, 0, false, false);
}
