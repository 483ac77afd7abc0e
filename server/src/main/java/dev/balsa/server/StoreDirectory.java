package dev.balsa.server;

import dev.balsa.mvcc.Store;
import dev.balsa.mvcc.StoreConfig;
import dev.balsa.mvcc.backend.RocksBackend;
import dev.balsa.server.config.BalsaConfig;
import dev.balsa.server.logging.Log;
import dev.balsa.server.node.StartException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * A member's directory on a real disk.
 *
 * <pre>
 *   data-dir/member/wal     the log; elsewhere with --wal-dir
 *   data-dir/member/store   the key space in RocksDB, with the index of the last entry it has applied
 * </pre>
 */
final class StoreDirectory {

  private static final Log LOG = Log.of(StoreDirectory.class);
  private static final String OWNER_ONLY = "rwx------";

  private StoreDirectory() {}

  /**
   * Opens the store, creating what is missing.
   *
   * @throws StartException if the directory holds what does not belong there, or is in use
   */
  static Store open(BalsaConfig config) throws IOException {
    refuseStrangers(config.dataDir());
    Path store = config.memberDir().resolve("store");
    createPrivate(config.dataDir());
    createPrivate(config.memberDir());
    createPrivate(store);
    if (config.walDir().getParent() != null) {
      createPrivate(config.walDir().getParent());
    }
    RocksBackend backend = RocksBackend.open(store);
    try {
      StoreConfig progress =
          StoreConfig.DEFAULT.withRebuildProgress(
              records -> LOG.info("rebuilding the key index", "records", records));
      return Store.open(backend, progress);
    } catch (RuntimeException e) {
      backend.close();
      throw e;
    }
  }

  /** A directory with other things in it is somebody's, not a member's. */
  private static void refuseStrangers(Path dataDir) throws IOException {
    if (!Files.exists(dataDir)) {
      return;
    }
    if (!Files.isDirectory(dataDir)) {
      throw new StartException("the data directory " + dataDir + " is a file");
    }
    if (Files.exists(dataDir.resolve("member").resolve("snap").resolve("db"))) {
      throw new StartException(
          "the data directory "
              + dataDir
              + " belongs to an etcd; Balsa keeps its store in another format: choose another --data-dir");
    }
    List<String> strangers = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(dataDir)) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        if (!name.equals("member") && !name.equals("lost+found") && !name.startsWith(".")) {
          strangers.add(name);
        }
      }
    }
    if (!strangers.isEmpty()) {
      strangers.sort(null);
      throw new StartException(
          "the data directory "
              + dataDir
              + " holds "
              + String.join(", ", strangers)
              + ", which no member put there; choose another --data-dir");
    }
  }

  private static void createPrivate(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      return;
    }
    if (Files.getFileStore(existing(directory)).supportsFileAttributeView("posix")) {
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY)));
    } else {
      Files.createDirectories(directory);
    }
  }

  private static Path existing(Path directory) {
    Path path = directory.toAbsolutePath();
    while (!Files.exists(path)) {
      path = path.getParent();
    }
    return path;
  }
}
