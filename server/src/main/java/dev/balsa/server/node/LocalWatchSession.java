package dev.balsa.server.node;

import dev.balsa.watch.WatchHub;
import dev.balsa.watch.WatchRequest;
import dev.balsa.watch.WatchSink;
import dev.balsa.watch.WatchStream;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * The watchers of one stream, as other threads reach them: every call becomes a task of the apply
 * agent.
 */
final class LocalWatchSession implements WatchSession {

  private final WatchHub hub;
  private final WatchSink sink;
  private final Runnable overloaded;
  private final ApplyAgent apply;
  private final Waker handle;

  /** Whether the apply agent has been told that the transport drained and has not looked yet. */
  private final AtomicBoolean drainTold = new AtomicBoolean();

  /** Apply thread only; null until the first request, and after the end. */
  private WatchStream stream;

  private boolean closed;

  LocalWatchSession(
      WatchHub hub, WatchSink sink, Runnable overloaded, ApplyAgent apply, Waker handle) {
    this.hub = hub;
    this.sink = sink;
    this.overloaded = overloaded;
    this.apply = apply;
    this.handle = handle;
    apply.tell(now -> open());
  }

  private void open() {
    if (!closed) {
      stream = hub.open(sink);
    }
  }

  private boolean offer(BooleanSupplier onStream) {
    boolean taken =
        apply.offer(
            now -> {
              if (stream != null && !onStream.getAsBoolean()) {
                overloaded.run();
              }
            });
    handle.wake();
    return taken;
  }

  @Override
  public boolean create(WatchRequest request) {
    return offer(() -> stream.create(request));
  }

  @Override
  public boolean cancel(long watchId) {
    return offer(() -> stream.cancel(watchId));
  }

  @Override
  public boolean requestProgress() {
    return offer(
        () -> {
          stream.requestProgress();
          return true;
        });
  }

  @Override
  public void drained() {
    if (drainTold.compareAndSet(false, true)) {
      apply.tell(
          now -> {
            drainTold.set(false);
            if (stream != null) {
              stream.onReady();
            }
          });
      handle.wake();
    }
  }

  @Override
  public void close() {
    apply.tell(
        now -> {
          closed = true;
          if (stream != null) {
            stream.close();
            stream = null;
          }
        });
    handle.wake();
  }
}
