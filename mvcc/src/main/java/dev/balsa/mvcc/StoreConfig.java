package dev.balsa.mvcc;

import java.util.Objects;
import java.util.function.LongConsumer;

/**
 * Settings of a {@link Store}.
 *
 * @param recentValues how many of the newest versions stay on the heap, so that reading them needs
 *     no native call; a power of two
 * @param recentValueMaxBytes versions larger than this are not kept; the product of the two bounds
 *     the memory
 * @param rebuildProgress told the number of records read while the index is rebuilt, every so often
 */
public record StoreConfig(int recentValues, int recentValueMaxBytes, LongConsumer rebuildProgress) {

  /** 16,384 recent versions of up to 4 KiB each: 64 MiB when all are of that size. */
  public static final StoreConfig DEFAULT = new StoreConfig(16_384, 4_096, records -> {});

  public StoreConfig {
    Objects.requireNonNull(rebuildProgress, "rebuildProgress");
    if (recentValues < 1 || Integer.bitCount(recentValues) != 1) {
      throw new IllegalArgumentException(
          "recentValues must be a power of two, not " + recentValues);
    }
  }

  public StoreConfig withRebuildProgress(LongConsumer progress) {
    return new StoreConfig(recentValues, recentValueMaxBytes, progress);
  }
}
