package dev.balsa.server.node;

import java.io.IOException;

/**
 * Where a transport hands over a copy of another member's store as it arrives. For one thread at a
 * time; every call may block for as long as the disk needs. After an exception, and when the
 * transfer breaks, {@link #abort} has to follow.
 */
public interface SnapshotReceiver {

  /**
   * Takes the next bytes.
   *
   * @throws IOException if they cannot be kept
   */
  void write(byte[] bytes) throws IOException;

  /**
   * All bytes have come: when this returns, the copy is durable, checked and on its way to be
   * installed.
   *
   * @throws IOException if it cannot be used
   */
  void finish() throws IOException;

  /** The copy will not become whole: what there is of it is removed. Idempotent. */
  void abort(String reason);
}
