package dev.balsa.client;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A watch that is waited for, by one thread.
 *
 * <pre>{@code
 * try (WatchIterator changes = client.watches().iterate(Watch.prefix("config/"))) {
 *   while (changes.hasNext()) {
 *     changes.next().events().forEach(this::apply);
 *   }
 * }
 * }</pre>
 *
 * <p>{@link #hasNext} waits until something changes; it is false after {@link #close}. When the
 * watch ends for another reason, it throws that reason.
 */
public final class WatchIterator implements Iterator<WatchBatch>, AutoCloseable {

  private static final int AHEAD = 16;

  private final Watcher watcher;
  private final Deque<WatchBatch> batches = new ArrayDeque<>();
  private RuntimeException reason;
  private boolean closed;

  WatchIterator(Watches watches, Watch watch) {
    watcher =
        watches.begin(
            watch,
            new WatchListener() {
              @Override
              public void onBatch(WatchBatch batch) {
                arrived(batch);
              }

              @Override
              public void onEnd(RuntimeException why) {
                ended(why);
              }
            },
            AHEAD);
  }

  /** The watch behind this. */
  public Watcher watcher() {
    return watcher;
  }

  private synchronized void arrived(WatchBatch batch) {
    batches.add(batch);
    notifyAll();
  }

  private synchronized void ended(RuntimeException why) {
    reason = why;
    notifyAll();
  }

  /** The next batch, if one comes in time. */
  public Optional<WatchBatch> poll(Duration patience) {
    return await(System.nanoTime() + patience.toNanos(), true)
        ? Optional.of(next())
        : Optional.empty();
  }

  @Override
  public boolean hasNext() {
    return await(0, false);
  }

  @Override
  public WatchBatch next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the watch was closed");
    }
    WatchBatch batch;
    synchronized (this) {
      batch = batches.remove();
    }
    watcher.request(1);
    return batch;
  }

  private synchronized boolean await(long endNanos, boolean bounded) {
    try {
      while (batches.isEmpty() && !closed && reason == null) {
        long leftNanos = bounded ? endNanos - System.nanoTime() : 0;
        if (bounded && leftNanos <= 0) {
          return false;
        }
        wait(bounded ? Math.max(1, TimeUnit.NANOSECONDS.toMillis(leftNanos)) : 0);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    if (batches.isEmpty() && reason != null) {
      throw reason instanceof BalsaException known ? known.again() : reason;
    }
    return !batches.isEmpty();
  }

  @Override
  public void close() {
    watcher.close();
    synchronized (this) {
      closed = true;
      batches.clear();
      notifyAll();
    }
  }
}
