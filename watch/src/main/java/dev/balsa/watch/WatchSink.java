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
   * Says that nothing more comes for the moment: a sink that gathers messages, to send many at the
   * price of one, lets them go now. Called before {@link WatchHub#doWork} returns if anything was
   * sent since the last time.
   */
  default void flush() {}
}
