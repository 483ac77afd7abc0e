package dev.balsa.server.node;

import dev.balsa.watch.WatchRequest;

/**
 * The watchers of one stream, reachable from any thread; what is asked for happens in order on the
 * apply thread.
 *
 * <p>The methods that return a boolean answer false when the apply thread's queue is full: the
 * stream should end with {@code too many requests}.
 */
public interface WatchSession {

  /** Adds a watcher; the sink gets its {@code created} message first. */
  boolean create(WatchRequest request);

  /** Ends a watcher; unknown ids are ignored. */
  boolean cancel(long watchId);

  /** Asks for a progress message for the whole stream. */
  boolean requestProgress();

  /**
   * Says that the transport can take messages again. Cheap; calls that meet one another are merged.
   */
  void drained();

  /** Ends all watchers of the stream; nothing is sent afterwards. Never refused. */
  void close();
}
