package dev.balsa.tools.balsautl;

import dev.balsa.mvcc.MvccException;
import dev.balsa.mvcc.Store;
import dev.balsa.mvcc.StoreConfig;
import dev.balsa.mvcc.backend.RocksBackend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The data directory of a member that is not running. */
final class DataDirectory {

  private DataDirectory() {}

  static Path store(Path dataDir) {
    return dataDir.resolve("member").resolve("store");
  }

  static Path wal(Path dataDir) {
    return dataDir.resolve("member").resolve("wal");
  }

  /**
   * Opens the store to be read only.
   *
   * @throws UtlException if there is none
   * @throws MvccException if it is damaged
   */
  static Store openStore(Path dataDir, StoreConfig config) throws IOException {
    Path directory = store(dataDir);
    if (!Files.exists(directory.resolve("CURRENT"))) {
      throw new UtlException(
          dataDir + " is no data directory of Balsa: there is no store in its member/store");
    }
    RocksBackend backend = RocksBackend.openReadOnly(directory);
    try {
      return Store.open(backend, config);
    } catch (MvccException e) {
      backend.discard();
      throw e;
    }
  }
}
