package dev.balsa.tools.waldump;

import dev.balsa.wal.Wal;
import dev.balsa.wal.disk.Disk;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Finds the log: in a directory of segments, in a member's directory, in a data directory. */
final class LogLocation {

  private LogLocation() {}

  static Path find(Disk disk, Path directory) throws IOException {
    for (String below : List.of("", "wal", "member/wal")) {
      Path candidate = below.isEmpty() ? directory : directory.resolve(below);
      if (Wal.exists(disk, candidate)) {
        return candidate;
      }
    }
    throw new NoSuchFileException(
        directory.toString(),
        null,
        disk.exists(directory)
            ? "no log in there, nor in its wal or member/wal"
            : "no such directory");
  }
}
