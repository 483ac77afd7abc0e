package dev.balsa.server.store;

import dev.balsa.mvcc.StoredPosition;
import dev.balsa.mvcc.backend.RocksBackend;
import dev.balsa.server.node.StartException;
import dev.balsa.wal.disk.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The directories in which the key space lives, or did, or may live soon; see the package
 * documentation. A name says what a directory is, and every change of what it is, is one rename.
 */
final class Generations {

  static final String STORE = "store";
  private static final String RECEIVED = "store-";
  private static final String INCOMING = "incoming-";
  private static final String COPY = "copy-";
  private static final String REMOVED = "removed-";

  private final Disk disk;
  private final Path parent;

  Generations(Disk disk, Path parent) {
    this.disk = disk;
    this.parent = parent;
  }

  Path path(String name) {
    return parent.resolve(name);
  }

  static String received(long index) {
    return RECEIVED + "%016x".formatted(index);
  }

  static String incoming(long index) {
    return INCOMING + "%016x".formatted(index);
  }

  static String copy(long number) {
    return COPY + number;
  }

  /**
   * Tidies up after the last run: what was not finished goes; of several stores the first stays
   * that has reached the log's mark, and gets its usual name.
   *
   * <p>The store in use has reached every mark that was made of it, because it is flushed before. A
   * mark that it has not reached is the mark of a received copy.
   */
  void settle(long logMarkIndex) throws IOException {
    List<String> stores = new ArrayList<>();
    for (String name : disk.list(parent)) {
      if (name.startsWith(INCOMING) || name.startsWith(COPY) || name.startsWith(REMOVED)) {
        removeTree(path(name));
      } else if (name.equals(STORE) || name.startsWith(RECEIVED)) {
        stores.add(name); // sorted: the plain name first, then by index
      }
    }
    if (stores.isEmpty()) {
      return;
    }
    String chosen = stores.size() == 1 ? stores.get(0) : choose(stores, logMarkIndex);
    for (String name : stores) {
      if (!name.equals(chosen)) {
        remove(name);
      }
    }
    if (!chosen.equals(STORE)) {
      rename(chosen, STORE);
    }
  }

  private String choose(List<String> stores, long logMarkIndex) throws IOException {
    for (String name : stores) {
      if (appliedIndexIn(path(name)) >= logMarkIndex) {
        return name;
      }
    }
    throw new StartException(
        "the log starts at index "
            + logMarkIndex
            + ", and none of "
            + String.join(", ", stores)
            + " in "
            + parent
            + " has been applied that far: log and store do not belong together");
  }

  private long appliedIndexIn(Path directory) throws IOException {
    if (!disk.exists(directory.resolve("CURRENT"))) {
      return 0; // made, and never opened
    }
    try (RocksBackend stored = RocksBackend.openReadOnly(directory)) {
      return StoredPosition.of(stored).appliedIndex();
    }
  }

  /** Makes an empty directory; what had the name goes. */
  Path makeEmpty(String name) throws IOException {
    Path directory = path(name);
    if (disk.exists(directory)) {
      removeTree(directory);
    }
    disk.createDirectories(directory);
    return directory;
  }

  /** Makes a directory something else, durably. */
  void rename(String from, String to) throws IOException {
    disk.rename(path(from), path(to));
    disk.syncDirectory(parent);
  }

  /** Removes a directory: at once from view, and then its files. */
  void remove(String name) throws IOException {
    if (!disk.exists(path(name))) {
      return;
    }
    String gone = name.startsWith(REMOVED) ? name : REMOVED + name;
    if (disk.exists(path(gone)) && !gone.equals(name)) {
      removeTree(path(gone));
    }
    if (!gone.equals(name)) {
      rename(name, gone);
    }
    removeTree(path(gone));
  }

  private void removeTree(Path directory) throws IOException {
    for (String name : disk.list(directory)) {
      Path entry = directory.resolve(name);
      if (Files.isDirectory(entry)) {
        removeTree(entry);
      } else {
        disk.delete(entry);
      }
    }
    disk.delete(directory);
  }
}
