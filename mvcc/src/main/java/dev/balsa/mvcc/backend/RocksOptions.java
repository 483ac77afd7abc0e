package dev.balsa.mvcc.backend;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.ChecksumType;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.TablePropertiesCollectorFactory;
import org.rocksdb.WriteOptions;

/**
 * How RocksDB is set up, with the reasons, and the owner of every native options object.
 *
 * <ul>
 *   <li>Its own log is off: the raft log is the redo log. Flushes are atomic over both column
 *       families, so a restart finds what one prefix of the batches had made.
 *   <li>The history has a column family to itself. Its keys ascend, so files do not overlap and
 *       move down the levels without being rewritten; a single overwritten record in between would
 *       spoil that.
 *   <li>A file of the history with many deletions in it is merged soon, so that what compaction
 *       removed gives its space back without a scan of everything.
 *   <li>No bloom filter: a read knows that its key exists, and the files' key ranges say which one
 *       has it.
 *   <li>Blocks of 4 KiB: reads of single versions came out a third faster than with 8 KiB.
 *   <li>One thread writes, so the machinery for concurrent writers is off.
 *   <li>One background thread flushes and one merges, because machines may have two cores. Only
 *       when flushed files pile up behind a long merge a second one merges, too, so that writes are
 *       not held up for as long as that takes.
 *   <li>Everything read is checked against its checksum; paranoid checks refuse what does not fit
 *       together.
 * </ul>
 */
final class RocksOptions implements AutoCloseable {

  private static final long SMALL_WRITE_BUFFER_BYTES = 8L << 20;
  private static final long BLOCK_BYTES = 4L << 10;
  private static final long SCAN_READAHEAD_BYTES = 1L << 20;
  private static final long MAX_LOG_BYTES = 1L << 20;

  /** Of which RocksDB gives one to flushes, one to merges, and the third to merges in need. */
  private static final int MAX_BACKGROUND_JOBS = 3;

  /** Of so many records in a row ... */
  private static final long DELETIONS_WINDOW = 4096;

  /** ... so many deletions make a file worth merging ... */
  private static final long DELETIONS_IN_WINDOW = 2048;

  /** ... and so does this part of all of its records. */
  private static final double DELETIONS_IN_FILE = 0.25;

  private final Deque<AutoCloseable> owned = new ArrayDeque<>();

  final DBOptions database;
  final ColumnFamilyOptions history;
  final ColumnFamilyOptions small;
  final WriteOptions write;
  final ReadOptions read;
  final ReadOptions fullScan;
  final FlushOptions flush;

  /**
   * More bytes of records than can wait in memory for a file. Twice what all buffers take, because
   * a buffer is full only after the batch that fills it.
   */
  final long waitingBytesMax;

  RocksOptions(RocksConfig config) {
    LRUCache cache = own(new LRUCache(config.blockCacheBytes()));
    BlockBasedTableConfig table =
        new BlockBasedTableConfig()
            .setBlockCache(cache)
            .setBlockSize(BLOCK_BYTES)
            .setChecksumType(ChecksumType.kXXH3);
    database = own(databaseOptions(config));
    Options deletions = own(new Options());
    deletions.setTablePropertiesCollectorFactory(
        List.of(
            own(
                TablePropertiesCollectorFactory.NewCompactOnDeletionCollectorFactory(
                    DELETIONS_WINDOW, DELETIONS_IN_WINDOW, DELETIONS_IN_FILE))));
    history =
        own(new ColumnFamilyOptions(deletions))
            .setWriteBufferSize(config.writeBufferBytes())
            .setMaxWriteBufferNumber(config.writeBuffers())
            .setCompressionType(CompressionType.LZ4_COMPRESSION)
            .setTableFormatConfig(table);
    small =
        own(new ColumnFamilyOptions())
            .setWriteBufferSize(SMALL_WRITE_BUFFER_BYTES)
            .setMaxWriteBufferNumber(config.writeBuffers())
            .setTableFormatConfig(table);
    write = own(new WriteOptions()).setDisableWAL(true);
    read = own(new ReadOptions()).setVerifyChecksums(true);
    fullScan =
        own(new ReadOptions())
            .setVerifyChecksums(true)
            .setFillCache(false)
            .setReadaheadSize(SCAN_READAHEAD_BYTES);
    waitingBytesMax =
        2L * config.writeBuffers() * (config.writeBufferBytes() + SMALL_WRITE_BUFFER_BYTES);
    // A flush may wait for room rather than leave the log growing.
    flush = own(new FlushOptions()).setWaitForFlush(true).setAllowWriteStall(true);
  }

  private static DBOptions databaseOptions(RocksConfig config) {
    return new DBOptions()
        .setCreateIfMissing(true)
        .setCreateMissingColumnFamilies(true)
        .setAtomicFlush(true)
        .setParanoidChecks(true)
        .setMaxBackgroundJobs(MAX_BACKGROUND_JOBS)
        .setMaxOpenFiles(config.maxOpenFiles())
        .setAllowConcurrentMemtableWrite(false)
        .setEnableWriteThreadAdaptiveYield(false)
        .setBytesPerSync(1L << 20)
        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
        .setKeepLogFileNum(2)
        .setMaxLogFileSize(MAX_LOG_BYTES)
        .setStatsDumpPeriodSec(0)
        .setStatsPersistPeriodSec(0)
        .setSkipStatsUpdateOnDbOpen(true);
  }

  private <T extends AutoCloseable> T own(T resource) {
    owned.push(resource);
    return resource;
  }

  @Override
  public void close() {
    while (!owned.isEmpty()) {
      try {
        owned.pop().close();
      } catch (Exception e) {
        throw new IllegalStateException("closing options cannot fail", e);
      }
    }
  }
}
