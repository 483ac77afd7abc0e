package dev.balsa.mvcc;

import java.util.Objects;
import java.util.function.LongConsumer;

/**
 * Settings of a {@link Store}.
 *
 * @param recentValues how many current versions stay on the heap, so that reading them needs no
 *     native call; a power of two, 4 or more
 * @param recentValueMaxBytes versions larger than this are not kept
 * @param recentBytesMax how large those that are kept may be together
 * @param listedBytesMax how many bytes of versions may lie ready for lists, beside those
 * @param rebuildProgress told the number of records read while the index is rebuilt, every so often
 */
public record StoreConfig(
    int recentValues,
    int recentValueMaxBytes,
    long recentBytesMax,
    long listedBytesMax,
    LongConsumer rebuildProgress) {

  private static final int VALUE_MAX_BYTES = 4_096;
  private static final int PLACES_MAX = 1 << 17;
  private static final long BYTES_MAX = 64L << 20;

  /** The part of the heap that recent versions may take, and what lies ready for lists as much. */
  private static final int HEAP_PART = 16;

  /** So many bytes for each place, if the versions are small. */
  private static final int BYTES_A_PLACE = 512;

  /** 16,384 versions of up to 4 KiB each, 8 MiB in all, and 8 MiB for lists. */
  public static final StoreConfig DEFAULT =
      new StoreConfig(16_384, VALUE_MAX_BYTES, 8L << 20, 8L << 20, records -> {});

  public StoreConfig {
    Objects.requireNonNull(rebuildProgress, "rebuildProgress");
    if (recentValues < 4 || Integer.bitCount(recentValues) != 1) {
      throw new IllegalArgumentException(
          "recentValues must be a power of two, 4 or more, not " + recentValues);
    }
  }

  /** As many bytes as all places can hold, and as many for lists. */
  public StoreConfig(int recentValues, int recentValueMaxBytes, LongConsumer rebuildProgress) {
    this(
        recentValues,
        recentValueMaxBytes,
        (long) recentValues * recentValueMaxBytes,
        (long) recentValues * recentValueMaxBytes,
        rebuildProgress);
  }

  /**
   * Settings for a process whose heap may grow so far: a sixteenth of it for recent versions, 64
   * MiB and 131,072 versions at most, and as many bytes for lists.
   */
  public static StoreConfig forHeap(long heapBytesMax) {
    long bytes = Math.min(BYTES_MAX, heapBytesMax / HEAP_PART);
    long places = Math.min(PLACES_MAX, Math.max(4, bytes / BYTES_A_PLACE));
    int powerOfTwo = (int) Long.highestOneBit(places);
    return new StoreConfig(powerOfTwo, VALUE_MAX_BYTES, bytes, bytes, records -> {});
  }

  public StoreConfig withRebuildProgress(LongConsumer progress) {
    return new StoreConfig(
        recentValues, recentValueMaxBytes, recentBytesMax, listedBytesMax, progress);
  }
}
