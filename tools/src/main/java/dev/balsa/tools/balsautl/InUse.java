package dev.balsa.tools.balsautl;

import dev.balsa.wal.Wal;
import dev.balsa.wal.disk.Disk;
import dev.balsa.wal.disk.DiskFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Whether a server, Balsa or etcd, is running on a log: both lock its segments. */
final class InUse {

  private InUse() {}

  /**
   * Refuses a log that is in use.
   *
   * @throws UtlException if it is, or if there is none
   */
  static void refuse(Disk disk, Path walDir) throws IOException {
    if (!Wal.exists(disk, walDir)) {
      throw new UtlException("there is no log in " + walDir);
    }
    List<String> segments =
        disk.list(walDir).stream().filter(name -> name.endsWith(".wal")).toList();
    // A server may let go of old segments; the newest one it always holds.
    Path newest = walDir.resolve(segments.get(segments.size() - 1));
    try (DiskFile file = disk.open(newest, Disk.Access.WRITE)) {
      if (!file.tryLock()) {
        throw new UtlException(
            "a server is running on " + walDir + ": stop it first, or take a snapshot of it");
      }
    }
  }
}
