package dev.balsa.client;

/**
 * Is told what a watch sees. Called by one thread at a time, in order, on the client's executor. A
 * slow listener slows nobody else down: its watch is paused at the server and goes on where it was.
 * It may block; up to 255 callbacks of a client may do so at the same time, unless the caller's own
 * executor says otherwise.
 */
@FunctionalInterface
public interface WatchListener {

  /** Something changed. What is thrown here ends the watch. */
  void onBatch(WatchBatch batch);

  /**
   * Nothing happened that was not told up to this revision; only for {@link Watch#withProgress}.
   */
  default void onProgress(long revision) {}

  /** The connection was lost; the watch will go on elsewhere. */
  default void onDisconnected(BalsaException cause) {}

  /** The watch goes on: the next change that can come is of this revision or later. */
  default void onResumed(long nextRevision) {}

  /**
   * The watch is over and not because its owner closed it; nothing else is told from here on.
   *
   * @param reason {@link CompactedException} if what it would have told next is forgotten: read
   *     anew and watch from there
   */
  default void onEnd(RuntimeException reason) {}
}
