package dev.balsa.client;

import java.util.concurrent.Flow;

/**
 * Watches of keys. Each is resumed after whatever happens to connections and servers, and tells
 * every change exactly once; many share a stream. Thread-safe.
 *
 * <p>The same watch can be had in three forms: {@link #listen a listener} that is called, {@link
 * #publisher a publisher} that is asked, {@link #iterate an iterator} that waits.
 *
 * <pre>{@code
 * Watch workers = Watch.prefix("workers/");
 * Watcher watcher = client.watches().listen(workers, batch -> batch.events().forEach(this::show));
 * watcher.started().await();                        // from here on nothing is missed
 *
 * try (WatchIterator changes = client.watches().iterate(workers)) {
 *   WatchBatch next = changes.next();               // waits
 * }
 * }</pre>
 */
public final class Watches {

  private final WatchStreams streams;
  private final Keys keys;

  Watches(WatchStreams streams, Keys keys) {
    this.streams = streams;
    this.keys = keys;
  }

  /** Tells a listener what changes. */
  public Watcher listen(Watch watch, WatchListener listener) {
    return begin(watch, listener, Long.MAX_VALUE);
  }

  /**
   * Publishes what changes. Each subscription is a watch of its own; it ends with {@code onError}
   * when the watch does, never with {@code onComplete}.
   */
  public Flow.Publisher<WatchBatch> publisher(Watch watch) {
    return subscriber -> WatchSubscription.begin(this, watch, subscriber);
  }

  /** Waits for what changes, one batch after the other. */
  public WatchIterator iterate(Watch watch) {
    return new WatchIterator(this, watch);
  }

  /**
   * @param demand batches that may be told before more are requested
   */
  Watcher begin(Watch watch, WatchListener listener, long demand) {
    Watcher watcher = prepare(watch, listener, demand);
    streams.add(watcher);
    return watcher;
  }

  /** A watch that does not run yet. */
  Watcher prepare(Watch watch, WatchListener listener, long demand) {
    return new Watcher(streams, keys, watch, listener, demand);
  }

  void start(Watcher watcher) {
    streams.add(watcher);
  }
}
