package dev.balsa.server.node;

import dev.balsa.mvcc.PreparedStore;
import dev.balsa.mvcc.Store;
import dev.balsa.raft.SnapshotMark;
import java.io.IOException;

/**
 * Where a member keeps its store, and how copies of it come and go.
 *
 * <pre>
 *   a member that lags                                        its leader
 *   ------------------                                        ----------
 *                                                             copy()          as of now, with its mark
 *   receive(mark, size)          &lt;-- part by part --          next()
 *   write() ... finish()         durable beside the store     close()         the copy is removed
 *   the log saves the mark       [COMMIT POINT]
 *   Store.install
 *   installed()                  what was replaced goes
 * </pre>
 *
 * <p>What survives a crash: a copy that is not finished never counts. A finished one counts from
 * the moment that the log has its mark; {@link #open} decides by that.
 *
 * <p>Thread-safe. All calls may block for as long as the disk needs, and so are made in the
 * background, but for {@link #open} and {@link #close}.
 */
public interface StoreHome extends AutoCloseable {

  /**
   * Opens the store when the member starts. Where a received copy is found beside it, the one that
   * has reached the log's mark is opened, and the other removed.
   *
   * @param logMarkIndex the index up to which a store stands for the log; 0 if there is no log yet
   * @throws IOException if the store cannot be opened; the message is for the operator
   */
  Store open(long logMarkIndex) throws IOException;

  /**
   * Makes a consistent copy of the store as it is now.
   *
   * @throws IOException if it cannot be made
   */
  OutgoingSnapshot copy() throws IOException;

  /**
   * Makes room for a copy of another member's store. One is received at a time.
   *
   * @param mark where in the log the copy stands
   * @param sizeBytes how many bytes will be written
   * @throws IOException if there is no room
   */
  IncomingSnapshot receive(SnapshotMark mark, long sizeBytes) throws IOException;

  /** The store stands on the received copy, and the log has its mark: what was replaced may go. */
  void installed() throws IOException;

  /** A received copy was not needed after all. */
  void discard(PreparedStore received) throws IOException;

  /**
   * The store has just been flushed: the time to save what makes the next start quick, where that
   * is worth it. What cannot be saved is told in the log.
   *
   * @throws dev.balsa.mvcc.MvccException if the store itself cannot go on
   */
  default void flushed() {}

  /**
   * Whether the next start would miss something if what a compaction at this revision frees is
   * removed before {@link #saveBefore} has been called. Never blocks.
   */
  default boolean wantsSaving(long compactRevision) {
    return false;
  }

  /** Saves what {@link #wantsSaving} is about. Throws as {@link #flushed} does. */
  default void saveBefore(long compactRevision) {}

  /** Closes the store, and whatever else is open. Idempotent. */
  @Override
  void close();
}
