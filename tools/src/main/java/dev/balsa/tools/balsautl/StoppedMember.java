package dev.balsa.tools.balsautl;

import dev.balsa.wal.Wal;
import dev.balsa.wal.WalDamagedException;
import dev.balsa.wal.WalMetadata;
import dev.balsa.wal.WalReader;
import dev.balsa.wal.WalRecord;
import dev.balsa.wal.disk.Disk;
import dev.balsa.wal.disk.FileDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The directories of a member that is not running, whatever state they are in. Not thread-safe.
 *
 * @param dataDir its data directory
 * @param walDir where its log is
 */
public record StoppedMember(Path dataDir, Path walDir) {

  private static final String ASIDE = ".damaged";

  /**
   * Of a data directory.
   *
   * @param walDir where the log is; null: in the data directory
   */
  public static StoppedMember in(Path dataDir, Path walDir) {
    return new StoppedMember(dataDir, walDir == null ? DataDirectory.wal(dataDir) : walDir);
  }

  /**
   * Refuses a member whose log is in use.
   *
   * @throws IOException if a server is running on it; the message says so
   */
  public void refuseIfRunning() throws IOException {
    Disk disk = new FileDisk();
    if (Wal.exists(disk, walDir)) {
      InUse.refuse(disk, walDir);
    }
  }

  /** Whose log it is, as its beginning tells; empty if it is gone or too damaged to tell. */
  public Optional<WalMetadata> identity() throws IOException {
    Disk disk = new FileDisk();
    if (!Wal.exists(disk, walDir)) {
      return Optional.empty();
    }
    try (WalReader reader = WalReader.open(disk, walDir)) {
      for (WalRecord record = reader.next(); record != null; record = reader.next()) {
        switch (record.type()) {
          case METADATA -> {
            return Optional.of(record.metadata());
          }
          case ENTRY -> {
            return Optional.empty();
          }
          default -> {
            // the checksum that a segment begins with
          }
        }
      }
      return Optional.empty();
    } catch (WalDamagedException | IllegalArgumentException unreadable) {
      return Optional.empty();
    }
  }

  /** Gives a directory, if it is there, a name that says what it is; returns that name. */
  public static Optional<Path> moveAside(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return Optional.empty();
    }
    Path plain = directory.toAbsolutePath().normalize();
    Path aside = plain.resolveSibling(plain.getFileName() + ASIDE);
    for (int n = 2; Files.exists(aside); n++) {
      aside = plain.resolveSibling(plain.getFileName() + ASIDE + "-" + n);
    }
    Files.move(plain, aside);
    new FileDisk().syncDirectory(plain.getParent());
    return Optional.of(aside);
  }
}
