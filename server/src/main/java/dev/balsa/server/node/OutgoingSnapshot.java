package dev.balsa.server.node;

import dev.balsa.raft.SnapshotMark;
import java.io.IOException;

/**
 * A consistent copy of a member's store on its way to another member. For one thread at a time;
 * reading blocks.
 */
public interface OutgoingSnapshot extends AutoCloseable {

  /**
   * Where in the log the copy stands, and who the members were there: read from the copy itself.
   */
  SnapshotMark mark();

  /** How many bytes {@link #next} will give in all. */
  long sizeBytes();

  /**
   * The next bytes.
   *
   * @param maxBytes how many at most
   * @return null at the end; never empty
   */
  byte[] next(int maxBytes) throws IOException;

  /**
   * Removes the copy. Idempotent; does not fail, because a copy left behind goes at the next start.
   */
  @Override
  void close();
}
