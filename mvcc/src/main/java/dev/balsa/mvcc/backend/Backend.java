package dev.balsa.mvcc.backend;

import dev.balsa.mvcc.MvccException;
import java.nio.file.Path;
import java.util.Map;

/**
 * An ordered byte store with atomic batches. Writes are visible to readers when {@link #write}
 * returns and durable when a later {@link #flush} returns; after a crash the content is what some
 * prefix of the written batches had made of it, across all spaces alike, and never less than the
 * last flush.
 *
 * <p>One thread writes; reads, {@link #flush}, {@link #checkpoint} and the sizes may be called from
 * any thread. Arrays handed in are not kept; arrays handed out are the caller's to keep but not to
 * modify. Every method throws {@link MvccException}: CORRUPT for damage, STORAGE for trouble of the
 * engine or the disk, CLOSED after {@link #close}.
 */
public interface Backend extends AutoCloseable {

  /** Receives records in key order and says whether to go on. */
  @FunctionalInterface
  interface Visitor {
    boolean visit(byte[] key, byte[] value);
  }

  /** The value stored under {@code key}, or null. */
  byte[] get(Space space, byte[] key);

  /**
   * Visits the records with {@code from <= key < to} in unsigned byte order, as they stood at the
   * moment of the call or later; records of a batch that is written during the scan may or may not
   * be seen.
   *
   * @param from the first key, or null for the first of the space
   * @param to the key to stop before, or null for the end of the space
   */
  void scan(Space space, byte[] from, byte[] to, Visitor visitor);

  /**
   * Applies the whole batch or, if it throws, an unknown state in which the backend must not be
   * used further.
   */
  void write(Batch batch);

  /** Makes every batch durable whose {@link #write} returned before this call. */
  void flush();

  /**
   * Writes a consistent copy of the present content into {@code directory}, which must not exist
   * yet.
   */
  void checkpoint(Path directory);

  /** Holds on to the present content for long reads, while writes go on. Not a copy. */
  Pinned pin();

  /**
   * Gives back the space of what was deleted, while reads and writes go on. May take long where
   * much was deleted, and takes no time where little was.
   *
   * @param historyRecords records of {@link Space#KEY} that were not deleted
   */
  void defragment(long historyRecords);

  /**
   * Many records were just deleted: sees to it that their space comes back, as far as that costs
   * little beside what it gives. May take a moment.
   */
  default void giveBack() {}

  /**
   * The backend is about to be closed: {@link #defragment} and {@link #giveBack} end soon, as
   * CLOSED, those under way and later ones. Does not wait for them. Idempotent.
   */
  default void stopMerging() {}

  /** Bytes in files, and those of records that wait in memory for a file. */
  long sizeBytes();

  /**
   * An estimate of the part of {@link #sizeBytes} that records take which were not deleted.
   *
   * @param historyRecords records of {@link Space#KEY} that were not deleted
   */
  long sizeInUseBytes(long historyRecords);

  /** What the engine says of itself, by its own names; empty if it says nothing. */
  default Map<String, Long> figures() {
    return Map.of();
  }

  /**
   * Releases everything once the last call has left, without flushing: for content that nobody will
   * need again. Idempotent, also with {@link #close}.
   */
  void discard();

  /** Flushes and releases everything, native memory included. Idempotent. */
  @Override
  void close();
}
