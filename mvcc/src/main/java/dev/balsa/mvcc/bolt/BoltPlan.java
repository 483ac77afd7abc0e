package dev.balsa.mvcc.bolt;

import java.util.List;

/**
 * What a file will look like, known before its first byte.
 *
 * @param buckets in order of their names
 * @param pages how many pages there will be, those of the head included
 */
public record BoltPlan(List<Bucket> buckets, long pages) {

  /**
   * A bucket and where its tree begins.
   *
   * @param name never modified
   */
  record Bucket(byte[] name, long rootPage) {}

  public BoltPlan {
    buckets = List.copyOf(buckets);
  }

  /** The size of the file, in bytes. */
  public long sizeBytes() {
    return pages * Format.PAGE_BYTES;
  }
}
