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

  private static final long BYTES_MIN = 4L << 20;
  private static final long BYTES_MAX = 64L << 20;

  /** The part of the heap that a write buffer may take beside it, and the cache as much. */
  private static final int HEAP_PART = 16;

  /** 64 MiB write buffers, three at most, a 64 MiB cache, 512 files. */
  public static final RocksConfig DEFAULT = new RocksConfig(BYTES_MAX, 3, BYTES_MAX, 512);

  /**
   * Sizes for a process whose heap may grow so far. Who gave it a small heap has little memory
   * beside it, too: a sixteenth for each write buffer and for the cache, 4 MiB at least, and what
   * {@link #DEFAULT} has from a heap of 1 GiB on.
   */
  public static RocksConfig forHeap(long heapBytesMax) {
    long bytes = Math.max(BYTES_MIN, Math.min(BYTES_MAX, heapBytesMax / HEAP_PART));
    return new RocksConfig(bytes, DEFAULT.writeBuffers, bytes, DEFAULT.maxOpenFiles);
  }

  /** For a look at a few records: a 1 MiB cache, 64 files. */
  static final RocksConfig GLANCE = new RocksConfig(1L << 20, 2, 1L << 20, 64);
}
