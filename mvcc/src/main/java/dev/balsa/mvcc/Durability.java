package dev.balsa.mvcc;

import dev.balsa.mvcc.backend.Backend;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What any thread asks of the backend of a store while that may be replaced ({@link
 * Store#install}), and how much of the store is certain to survive a crash.
 */
final class Durability {

  private final Supplier<View> view;
  private final Object flushLock = new Object();

  /** Guarded by {@link #flushLock}; written under it, read anywhere. */
  private volatile long flushedAppliedIndex;

  /** Backends that were replaced and are not closed yet. */
  private final Queue<Backend> retired = new ConcurrentLinkedQueue<>();

  Durability(Supplier<View> view, long durableIndex) {
    this.view = view;
    this.flushedAppliedIndex = durableIndex;
  }

  /** A store that is durable up to this index is about to take the store's place. */
  void durable(long appliedIndex) {
    synchronized (flushLock) {
      flushedAppliedIndex = Math.max(flushedAppliedIndex, appliedIndex);
    }
  }

  long flushedAppliedIndex() {
    return flushedAppliedIndex;
  }

  void flush() {
    durable(
        onPresent(
            present -> {
              present.backend().flush();
              return present.appliedIndex();
            }));
  }

  /**
   * Asks something of the present backend, and again of the next one if it was replaced and closed
   * in the meantime.
   */
  <T> T onPresent(Function<View, T> question) {
    View present = view.get();
    while (true) {
      try {
        return question.apply(present);
      } catch (MvccException e) {
        present = present.afterClosing(e);
      }
    }
  }

  /** As {@link #onPresent}, where there is no answer. */
  void tellPresent(Consumer<View> order) {
    Void unused =
        onPresent(
            present -> {
              order.accept(present);
              return null;
            });
  }

  void retire(Backend replaced) {
    retired.add(replaced);
  }

  void closeRetired() {
    for (Backend backend = retired.poll(); backend != null; backend = retired.poll()) {
      backend.discard();
    }
  }
}
