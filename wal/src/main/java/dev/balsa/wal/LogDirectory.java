package dev.balsa.wal;

import dev.balsa.wal.disk.Disk;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The directory of a log: which files belong to it and how it comes into being. */
final class LogDirectory {

  private static final String TEMPORARY = ".tmp";

  private LogDirectory() {}

  static boolean exists(Disk disk, Path directory) throws IOException {
    return disk.exists(directory) && !SegmentName.among(disk.list(directory)).isEmpty();
  }

  /**
   * The segments of a log, without a hole.
   *
   * <p>Old segments are deleted in order, but a crash may undo one deletion and not the next; what
   * stands alone before a hole is no part of the log. If it is missed, the start of the log has no
   * snapshot mark, and that is found when the log is read.
   */
  static List<SegmentName> segments(Disk disk, Path directory) throws IOException {
    List<SegmentName> all = SegmentName.among(disk.list(directory));
    if (all.isEmpty()) {
      throw new NoSuchFileException(directory.toString(), null, "no segment of a log in there");
    }
    int first = all.size() - 1;
    while (first > 0 && all.get(first - 1).sequence() == all.get(first).sequence() - 1) {
      first--;
    }
    return all.subList(first, all.size());
  }

  /** The file of the segment after number {@code sequence}, while it is being prepared. */
  static Path preparedFile(Path directory, long sequence) {
    return directory.resolve(sequence % 2 + TEMPORARY);
  }

  static void deletePrepared(Disk disk, Path directory) throws IOException {
    for (long i = 0; i < 2; i++) {
      Path file = preparedFile(directory, i);
      if (disk.exists(file)) {
        disk.delete(file);
      }
    }
  }

  /** An empty directory beside the final one; what an earlier attempt left there is removed. */
  static Path beginCreation(Disk disk, Path directory) throws IOException {
    createDurably(disk, directory.toAbsolutePath().getParent());
    Path temporary = directory.resolveSibling(directory.getFileName() + TEMPORARY);
    if (disk.exists(temporary)) {
      for (String name : disk.list(temporary)) {
        disk.delete(temporary.resolve(name));
      }
    }
    disk.createDirectories(temporary);
    return temporary;
  }

  /** Gives the finished directory its name, durably. */
  static void endCreation(Disk disk, Path temporary, Path directory) throws IOException {
    disk.syncDirectory(temporary);
    disk.rename(temporary, directory);
    disk.syncDirectory(directory.toAbsolutePath().getParent());
  }

  private static void createDurably(Disk disk, Path directory) throws IOException {
    Deque<Path> missing = new ArrayDeque<>();
    for (Path at = directory; at != null && !disk.exists(at); at = at.getParent()) {
      missing.push(at);
    }
    disk.createDirectories(directory);
    for (Path created : missing) {
      if (created.getParent() != null) {
        disk.syncDirectory(created.getParent());
      }
    }
  }

  /** Closes all, and throws what went wrong first after trying each. */
  static void closeAll(List<? extends Closeable> files) throws IOException {
    IOException failure = null;
    for (Closeable file : files) {
      try {
        file.close();
      } catch (IOException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
