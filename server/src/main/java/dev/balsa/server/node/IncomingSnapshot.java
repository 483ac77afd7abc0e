package dev.balsa.server.node;

import dev.balsa.mvcc.PreparedStore;
import java.io.IOException;

/**
 * A copy of another member's store while it arrives. For one thread at a time; every call blocks.
 */
public interface IncomingSnapshot extends AutoCloseable {

  /**
   * Takes the next bytes, as {@link OutgoingSnapshot#next} gave them, cut anywhere.
   *
   * @throws IOException if the disk is full or fails, or the bytes are no copy of a store
   */
  void write(byte[] bytes) throws IOException;

  /**
   * All bytes are there: makes them durable, checks them and reads them.
   *
   * @return the copy, to be installed or to be handed to {@link StoreHome#discard}
   * @throws IOException if the copy is not whole; what was written is removed by {@link #close}
   */
  PreparedStore finish() throws IOException;

  /** Removes what was written, unless it is finished. Idempotent. */
  @Override
  void close();
}
