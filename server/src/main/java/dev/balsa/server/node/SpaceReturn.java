package dev.balsa.server.node;

import dev.balsa.mvcc.MvccException;
import dev.balsa.mvcc.Store;
import dev.balsa.server.env.Chore;
import dev.balsa.server.env.Environment;
import java.util.function.Consumer;

/**
 * Sees to it that the space of what compactions removed comes back by itself, soon after each, but
 * not more often than once in {@link #INTERVAL_NANOS}.
 *
 * <p>Belongs to the apply thread; the work itself is done in the background.
 */
final class SpaceReturn {

  static final long INTERVAL_NANOS = 5_000_000_000L;

  private final Store store;
  private final Environment environment;
  private final Consumer<Throwable> onFailure;

  /** Versions removed by the time that space was given back last. */
  private long versionsBefore;

  private long lastNanos;
  private boolean ever;
  private volatile boolean underWay;

  SpaceReturn(Store store, Environment environment, Consumer<Throwable> onFailure) {
    this.store = store;
    this.environment = environment;
    this.onFailure = onFailure;
  }

  /** No compaction is under way. */
  void step(long nowNanos) {
    long removed = store.compactedVersions();
    if (removed == versionsBefore || underWay || (ever && nowNanos - lastNanos < INTERVAL_NANOS)) {
      return;
    }
    underWay = true;
    if (!environment.maintain(Chore.MERGING, this::giveBack)) {
      underWay = false; // the background is full; the next step asks again
      return;
    }
    ever = true;
    lastNanos = nowNanos;
    versionsBefore = removed;
  }

  private void giveBack() {
    try {
      store.giveBack();
    } catch (RuntimeException e) {
      boolean stops = e instanceof MvccException known && known.kind() == MvccException.Kind.CLOSED;
      if (!stops) {
        onFailure.accept(e); // a store that cannot write must not go on
      }
    } finally {
      underWay = false;
    }
  }
}
