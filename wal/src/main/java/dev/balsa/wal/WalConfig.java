package dev.balsa.wal;

/**
 * The settings of a log. Immutable.
 *
 * @param segmentBytes the length at which a segment is cut; a segment may exceed it by one batch
 * @param maxSegments how many segments are kept at most once their content is released; 0 keeps all
 * @param allocateAheadBytes how far {@link Wal#doWork} lets zeros on disk run ahead of the writes
 * @param unsafeNoSync whether to never wait for the disk: faster, and a crash of the machine may
 *     lose acknowledged writes
 */
public record WalConfig(
    long segmentBytes, int maxSegments, long allocateAheadBytes, boolean unsafeNoSync) {

  /** etcd's segment length and number, 8 MiB ahead, safe. */
  public static final WalConfig DEFAULT = new WalConfig(64L * 1000 * 1000, 5, 8L << 20, false);

  public WalConfig {
    if (segmentBytes < 1 || maxSegments < 0 || allocateAheadBytes < 0) {
      throw new IllegalArgumentException("settings of a log must not be negative");
    }
  }

  /** These settings with another segment length. */
  public WalConfig withSegmentBytes(long bytes) {
    return new WalConfig(bytes, maxSegments, allocateAheadBytes, unsafeNoSync);
  }

  /** These settings with another number of segments to keep; 0 keeps all. */
  public WalConfig withMaxSegments(int count) {
    return new WalConfig(segmentBytes, count, allocateAheadBytes, unsafeNoSync);
  }

  /** These settings with another distance of preallocation. */
  public WalConfig withAllocateAheadBytes(long bytes) {
    return new WalConfig(segmentBytes, maxSegments, bytes, unsafeNoSync);
  }

  /** These settings with or without waiting for the disk. */
  public WalConfig withUnsafeNoSync(boolean unsafe) {
    return new WalConfig(segmentBytes, maxSegments, allocateAheadBytes, unsafe);
  }
}
