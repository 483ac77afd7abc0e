package dev.balsa.mvcc.backend;

import dev.balsa.mvcc.MvccException;
import dev.balsa.mvcc.MvccException.Kind;
import java.util.HashSet;
import java.util.Set;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.CompactRangeOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/**
 * Merges of a whole column family, which take as long as it is large, and can be ended early: what
 * is merged by then stays so, the rest is as it was. Thread-safe.
 */
final class Merges {

  private final RocksDB db;

  // ---- Guarded by this. An option object is changed and freed under it, too.

  private final Set<CompactRangeOptions> underWay = new HashSet<>();
  private boolean stopped;

  Merges(RocksDB db) {
    this.db = db;
  }

  /**
   * Merges beside RocksDB's own merges, which go on, and beside writes, which do not wait for it.
   *
   * @throws MvccException CLOSED if {@link #stop} was called, before or meanwhile
   */
  void merge(ColumnFamilyHandle family) throws RocksDBException {
    CompactRangeOptions beside = begin();
    try {
      db.compactRange(family, null, null, beside);
    } catch (RocksDBException e) {
      Status status = e.getStatus();
      boolean ended = status != null && status.getCode() == Status.Code.Incomplete;
      if (ended && isStopped()) {
        throw closing();
      }
      throw e;
    } finally {
      end(beside);
    }
  }

  private synchronized CompactRangeOptions begin() {
    if (stopped) {
      throw closing();
    }
    // Only one that says from the beginning that it is not cancelled can be cancelled later.
    CompactRangeOptions beside =
        new CompactRangeOptions()
            .setExclusiveManualCompaction(false)
            .setAllowWriteStall(false)
            .setCanceled(false);
    underWay.add(beside);
    return beside;
  }

  private synchronized void end(CompactRangeOptions merge) {
    underWay.remove(merge);
    merge.close();
  }

  private synchronized boolean isStopped() {
    return stopped;
  }

  private static MvccException closing() {
    return new MvccException(Kind.CLOSED, "the backend is being closed");
  }

  /** Ends what is under way, and everything from now on. Does not wait. Idempotent. */
  synchronized void stop() {
    stopped = true;
    // In which order they are told shows nowhere.
    underWay.forEach(merge -> merge.setCanceled(true));
  }
}
