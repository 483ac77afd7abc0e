package dev.balsa.watch;

/**
 * Where the messages of one stream go: the transport's end.
 *
 * <p>All methods are called on the thread that drives the {@link WatchHub}. They must not block,
 * must not throw (a broken transport swallows what it gets until the stream is closed), and must
 * not call back into the hub or a stream: what follows from a message is handed to the driving
 * thread and done later.
 */
public interface WatchSink {

  /**
   * Whether the transport can take a message without queueing it. Once this has answered false,
   * {@link WatchStream#onReady} must be called after it has become true again.
   */
  boolean isReady();

  /** Takes a message; only called when {@link #isReady} has just answered true. */
  void send(WatchMessage message);

  /**
   * Takes a whole message of events; called as {@link #send} is, and the same to a reader. A change
   * may concern a thousand watchers of a stream: a sink that makes bytes needs no object for each.
   *
   * @param revision the revision of the response header
   * @param watchId whom it concerns
   * @param batch the events, at least one
   */
  default void sendEvents(long revision, long watchId, EventBatch batch) {
    send(WatchMessage.events(revision, watchId, false, batch));
  }

  /**
   * Says that nothing more comes for the moment: a sink that gathers messages, to send many at the
   * price of one, lets them go now. Called before {@link WatchHub#doWork} returns if anything was
   * sent since the last time.
   */
  default void flush() {}
}
