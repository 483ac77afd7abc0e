package dev.balsa.wal;

import java.io.IOException;
import java.nio.file.Path;

/** The log is in use: another process, or another server in this one, holds its lock. */
public final class WalLockedException extends IOException {

  private static final long serialVersionUID = 1L;

  WalLockedException(Path file) {
    super("the log is in use by another server: " + file + " is locked");
  }
}
