package dev.balsa.server.node;

import dev.balsa.server.env.Chore;
import dev.balsa.server.env.Environment;
import java.util.function.Consumer;

/**
 * Lets the home of the store save what makes the next start quick before a compaction removes what
 * the last saved state would need, but not more often than once in {@link #INTERVAL_NANOS}. A
 * compaction in between removes at once, and the next start takes longer until the home has saved
 * again.
 *
 * <p>Belongs to the apply thread; the saving itself happens in the background.
 */
final class SavingFirst {

  static final long INTERVAL_NANOS = 60_000_000_000L;

  private final StoreHome home;
  private final Environment environment;
  private final Consumer<Throwable> onFailure;

  /** The mark that the home has been asked about. */
  private long askedMark;

  private long lastNanos;
  private boolean ever;

  private volatile boolean underWay;

  SavingFirst(StoreHome home, Environment environment, Consumer<Throwable> onFailure) {
    this.home = home;
    this.environment = environment;
    this.onFailure = onFailure;
  }

  /** Whether the removal for this mark has to wait; the first time the saving is started. */
  boolean isAwaited(long mark, long nowNanos) {
    if (underWay || mark <= askedMark) {
      return underWay;
    }
    askedMark = mark;
    boolean tooSoon = ever && nowNanos - lastNanos < INTERVAL_NANOS;
    if (tooSoon || !home.wantsSaving(mark)) {
      return false;
    }
    ever = true;
    lastNanos = nowNanos;
    underWay = true;
    if (!environment.maintain(Chore.SAVING, () -> save(mark))) {
      underWay = false; // the background is full: the next start will be slower, and no more
    }
    return underWay;
  }

  /** Whether something is being saved now. */
  boolean isUnderWay() {
    return underWay;
  }

  private void save(long mark) {
    try {
      home.saveBefore(mark);
    } catch (RuntimeException e) {
      onFailure.accept(e); // a store that cannot write must not go on
    } finally {
      underWay = false;
    }
  }
}
