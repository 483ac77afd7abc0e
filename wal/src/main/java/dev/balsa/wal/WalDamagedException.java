package dev.balsa.wal;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The log on disk is not what was written: bytes that had been durable have changed or are missing.
 * Nothing has been changed on disk; a member in this state has to be restored from its peers or
 * from a backup.
 */
public final class WalDamagedException extends IOException {

  private static final long serialVersionUID = 1L;

  private final transient Path file;
  private final long offset;
  private final String reason;

  /**
   * Damage at one place.
   *
   * @param file the segment
   * @param offset where the damaged record starts, in bytes from the start of the segment
   * @param reason what is wrong there
   */
  public WalDamagedException(Path file, long offset, String reason) {
    super("log damaged: " + file + " at byte " + offset + ": " + reason);
    this.file = file;
    this.offset = offset;
    this.reason = reason;
  }

  /** The damaged segment. */
  public Path file() {
    return file;
  }

  /** Where the damaged record starts, in bytes from the start of the segment. */
  public long offset() {
    return offset;
  }

  /** What is wrong there. */
  public String reason() {
    return reason;
  }
}
