package dev.balsa.tools.balsautl;

import dev.balsa.mvcc.MvccException;
import dev.balsa.mvcc.SavedIndex;
import dev.balsa.mvcc.Store;
import dev.balsa.mvcc.StoreConfig;
import dev.balsa.mvcc.StoredPosition;
import dev.balsa.mvcc.backend.RocksBackend;
import dev.balsa.wal.disk.Disk;
import dev.balsa.wal.disk.FileDisk;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The data directory of a member that is not running. */
final class DataDirectory {

  private DataDirectory() {}

  static Path wal(Path dataDir) {
    return dataDir.resolve("member").resolve("wal");
  }

  /**
   * Opens the store to be read only: the one that a start would open. Beside it may stand a copy
   * from another member, which counts from the moment that the log has its mark.
   *
   * @param err where progress is told
   * @throws UtlException if there is none
   * @throws MvccException if it is damaged
   */
  static Store openStore(Path dataDir, Path walDir, PrintWriter err) throws IOException {
    return openStore(storeOf(dataDir, walDir), err, SavedIndex.NONE);
  }

  /** The same, for a store that is known, over what was saved of its key index. */
  static Store openStore(Path directory, PrintWriter err, SavedIndex saved) {
    return open(RocksBackend.openReadOnly(directory), err, saved);
  }

  /** The same to be changed. */
  static Store openToChange(Path dataDir, Path walDir, PrintWriter err) throws IOException {
    return open(RocksBackend.open(storeOf(dataDir, walDir)), err, SavedIndex.NONE);
  }

  private static Store open(RocksBackend backend, PrintWriter err, SavedIndex saved) {
    try (Progress progress = new Progress(err, "reading", "revisions", backend.storedRecords())) {
      return Store.open(backend, StoreConfig.DEFAULT.withRebuildProgress(progress), saved);
    } catch (MvccException e) {
      backend.discard();
      throw e;
    }
  }

  /**
   * The directory of the store that a start would open.
   *
   * @throws UtlException if there is none
   */
  static Path storeOf(Path dataDir, Path walDir) throws IOException {
    Disk disk = new FileDisk();
    Path member = dataDir.resolve("member");
    List<String> stores =
        disk.exists(member)
            ? disk.list(member).stream()
                .filter(name -> name.equals("store") || name.startsWith("store-"))
                .filter(name -> Files.exists(member.resolve(name).resolve("CURRENT")))
                .toList()
            : List.of();
    if (stores.isEmpty()) {
      throw new UtlException(
          dataDir + " is no data directory of Balsa: there is no store in its member/store");
    }
    return stores.size() == 1
        ? member.resolve(stores.get(0))
        : choose(member, stores, LogCheck.read(disk, walDir).markIndex());
  }

  private static Path choose(Path member, List<String> stores, long mark) throws UtlException {
    for (String name : stores) {
      try (RocksBackend stored = RocksBackend.openReadOnly(member.resolve(name))) {
        if (StoredPosition.of(stored).appliedIndex() >= mark) {
          return member.resolve(name);
        }
      }
    }
    throw new UtlException(
        "none of " + stores + " in " + member + " has applied the log up to its mark at " + mark);
  }
}
