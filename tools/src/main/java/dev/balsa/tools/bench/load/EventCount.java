package dev.balsa.tools.bench.load;

import java.util.concurrent.CompletableFuture;

/**
 * The events that came, of all streams together, and the gate that keeps puts from running away
 * from the watchers. On one event loop.
 */
final class EventCount {
  private final long watchersPerPut;
  private final long window;
  private final Runnable opened;
  private final CompletableFuture<Void> allCame = new CompletableFuture<>();
  private final CompletableFuture<Void> broken = new CompletableFuture<>();
  private Meter meter;
  private long receivedOfPut;
  private long wholePuts;
  private long puts;

  /** Events of the same put that came together, which are most, are counted together. */
  private long runLength;

  private long runDueNanos;
  private long runArrivedNanos;
  private boolean over;

  /**
   * Counts nothing yet.
   *
   * @param watchersPerPut how many events a put makes
   * @param window how many puts may be ahead of the events
   * @param opened is called when a put may go again
   */
  EventCount(long watchersPerPut, long window, Runnable opened) {
    this.watchersPerPut = watchersPerPut;
    this.window = window;
    this.opened = opened;
  }

  /** From here on there are puts, and what comes is counted by this meter. */
  void begin(Meter newMeter) {
    meter = newMeter;
  }

  /**
   * Counts one event.
   *
   * @param dueNanos when its put was due
   * @param arrivedNanos when its bytes were read
   */
  void event(long dueNanos, long arrivedNanos) {
    if (dueNanos != runDueNanos || arrivedNanos != runArrivedNanos) {
      endRun();
      runDueNanos = dueNanos;
      runArrivedNanos = arrivedNanos;
    }
    runLength++;
    if (++receivedOfPut == watchersPerPut) {
      receivedOfPut = 0;
      wholePuts++;
      opened.run();
      completeIfOver();
    }
  }

  private void endRun() {
    if (runLength > 0) {
      meter.record(runDueNanos, runArrivedNanos, runLength);
      runLength = 0;
    }
  }

  /** Takes one put through the gate, if it is open. */
  boolean admit() {
    if (puts - wholePuts >= window) {
      return false;
    }
    puts++;
    return true;
  }

  /** There will be no more puts. */
  void endOfPuts() {
    over = true;
    completeIfOver();
  }

  private void completeIfOver() {
    if (over && wholePuts >= puts) {
      endRun();
      allCame.complete(null);
    }
  }

  /** Completes when every event of every put has come. */
  CompletableFuture<Void> allCame() {
    return allCame;
  }

  /** Fails when a stream does. */
  CompletableFuture<Void> failure() {
    return broken;
  }

  void broken(Throwable reason) {
    broken.completeExceptionally(reason);
  }
}
