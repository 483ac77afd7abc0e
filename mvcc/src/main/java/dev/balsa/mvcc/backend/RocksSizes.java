package dev.balsa.mvcc.backend;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.FlushOptions;
import org.rocksdb.LiveFileMetaData;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/**
 * How much space a {@link RocksBackend} takes, how much of it is needed, and how the rest comes
 * back. All calls happen inside the backend's gate.
 *
 * <p>A deletion is one more record until a merge brings it together with what it deletes. Three
 * things see to that: files with many deletions are merged by RocksDB itself ({@link
 * RocksOptions}); {@link #giveBack} writes deletions that wait in memory to a file, so that it can,
 * and merges a small store whole; and {@link #flushAndMerge} merges everything, if there is
 * anything to gain.
 */
final class RocksSizes {

  /** A history of up to so many bytes is merged whole, in a second or two. */
  static final long SMALL_BYTES = 64L << 20;

  /** Below this part of dead records nothing is worth a merge of everything. */
  private static final double DEAD_PART = 0.05;

  private final RocksDB db;
  private final ColumnFamilyHandle small;
  private final ColumnFamilyHandle history;
  private final FlushOptions flush;
  private final Merges merges;
  private final UnflushedBytes unflushed;

  /** By path, records less deletions: of files that the engine knows little of. */
  private final Map<String, Long> oldFiles = new ConcurrentHashMap<>();

  RocksSizes(
      RocksDB db, ColumnFamilyHandle small, ColumnFamilyHandle history, RocksOptions options) {
    this.db = db;
    this.small = small;
    this.history = history;
    this.flush = options.flush;
    this.merges = new Merges(db);
    this.unflushed = new UnflushedBytes(options.waitingBytesMax);
  }

  void wrote(Batch batch) {
    unflushed.wrote(batch.historyRecords(), batch.contentBytes());
  }

  /** In files, and waiting in memory for one. */
  long bytes() throws RocksDBException {
    return inFiles(small) + historyBytes();
  }

  private long historyBytes() throws RocksDBException {
    return inFiles(history) + unflushed.ofLast(recordsInMemory());
  }

  private long inFiles(ColumnFamilyHandle family) throws RocksDBException {
    return db.getLongProperty(family, "rocksdb.live-sst-files-size");
  }

  private long recordsInMemory() throws RocksDBException {
    return number("num-entries-active-mem-table") + number("num-entries-imm-mem-tables");
  }

  private long deletionsInMemory() throws RocksDBException {
    return number("num-deletes-active-mem-table") + number("num-deletes-imm-mem-tables");
  }

  private long number(String property) throws RocksDBException {
    return db.getLongProperty(history, "rocksdb." + property);
  }

  /** As if all records of the history were of one size. */
  long bytesInUse(long historyRecords) throws RocksDBException {
    double living = 1 - deadPart(historyRecords);
    return inFiles(small) + Math.round(living * historyBytes());
  }

  /** Which part of the records of the history, in files and in memory, was deleted since. */
  private double deadPart(long historyRecords) throws RocksDBException {
    long stored = storedRecords();
    return stored <= 0 ? 0 : Math.max(0, 1 - historyRecords / (double) stored);
  }

  /** Records of the history, in files and in memory, those included that were deleted since. */
  long storedRecords() throws RocksDBException {
    long stored = recordsInMemory() - deletionsInMemory();
    for (LiveFileMetaData file : db.getLiveFilesMetaData()) {
      if (Arrays.equals(file.columnFamilyName(), historyName())) {
        // A file that was there when the database was opened is not counted by the engine.
        stored +=
            file.numEntries() > 0
                ? file.numEntries() - file.numDeletions()
                : recordsOfOldFile(file.path() + file.fileName());
      }
    }
    return stored;
  }

  private long recordsOfOldFile(String path) throws RocksDBException {
    Long known = oldFiles.get(path);
    if (known == null) {
      db.getPropertiesOfAllTables(history)
          .forEach(
              (each, file) -> oldFiles.put(each, file.getNumEntries() - file.getNumDeletions()));
      known = oldFiles.getOrDefault(path, 0L); // it may just have been merged away
    }
    return known;
  }

  private static byte[] historyName() {
    return "key".getBytes(StandardCharsets.US_ASCII);
  }

  void giveBack() throws RocksDBException {
    db.flush(flush, List.of(small, history));
    if (inFiles(history) <= SMALL_BYTES) {
      merges.merge(history);
    }
  }

  void flushAndMerge(long historyRecords) throws RocksDBException {
    db.flush(flush, List.of(small, history));
    merges.merge(small);
    if (inFiles(history) <= SMALL_BYTES || deadPart(historyRecords) > DEAD_PART) {
      merges.merge(history);
    }
  }

  /** Ends merges that are under way, and later ones. */
  void stopMerging() {
    merges.stop();
  }
}
