package dev.balsa.mvcc.backend;

/**
 * Sizes of a {@link RocksBackend}.
 *
 * @param writeBufferBytes history gathered in memory before it is written to a file of its own
 * @param writeBuffers how many such buffers may wait for their turn before writes have to wait
 * @param blockCacheBytes memory for pieces of files that were read
 * @param maxOpenFiles files kept open at a time
 */
public record RocksConfig(
    long writeBufferBytes, int writeBuffers, long blockCacheBytes, int maxOpenFiles) {

  /** 64 MiB write buffers, three at most, a 64 MiB cache, 512 files. */
  public static final RocksConfig DEFAULT = new RocksConfig(64L << 20, 3, 64L << 20, 512);

  /** For a look at a few records: a 1 MiB cache, 64 files. */
  static final RocksConfig GLANCE = new RocksConfig(1L << 20, 2, 1L << 20, 64);
}
