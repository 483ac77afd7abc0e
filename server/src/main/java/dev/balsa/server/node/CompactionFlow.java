package dev.balsa.server.node;

import dev.balsa.mvcc.Store;
import dev.balsa.server.apply.AppliedEntry;
import dev.balsa.server.apply.Outcome;
import dev.balsa.server.errors.EtcdError;
import java.util.ArrayDeque;

/**
 * Removes what a compaction made unreachable, in bounded steps between batches, and holds the
 * answers back that wait for the end of it.
 *
 * <p>Belongs to the apply thread. A step is taken when there is nothing else to do, and under load
 * at intervals ({@link CompactionPace}), so that neither writers nor the removal starve.
 */
final class CompactionFlow {

  private record Held(long requestId, Outcome.Compacted outcome) {}

  private final Store store;
  private final Pending pending;
  private final ArrayDeque<Held> held = new ArrayDeque<>();
  private final CompactionPace pace;
  private final CompactionMeter meter;
  private final SavingFirst saving;
  private final SpaceReturn space;

  CompactionFlow(
      Store store,
      Pending pending,
      CompactionPace pace,
      CompactionMeter meter,
      SavingFirst saving,
      SpaceReturn space) {
    this.store = store;
    this.pending = pending;
    this.pace = pace;
    this.meter = meter;
    this.saving = saving;
    this.space = space;
  }

  /** Whether an answer has to wait until the removal is finished; if so it is kept here. */
  boolean holdsBack(AppliedEntry applied) {
    if (applied.outcome() instanceof Outcome.Compacted compacted && compacted.physical()) {
      pending.markSettled(applied.requestId());
      held.add(new Held(applied.requestId(), compacted));
      return true;
    }
    return false;
  }

  /**
   * Takes a step if there is something to remove and the time has come. Returns how much was done.
   *
   * @param idle whether this turn had nothing else to do
   */
  int step(long nowNanos, boolean idle) {
    boolean due = pace.isDue(nowNanos, idle);
    if (isFinished()) {
      release();
      space.step(nowNanos);
      return 0;
    }
    if (!due || saving.isAwaited(store.scheduledCompactRevision(), nowNanos)) {
      return 0;
    }
    long startNanos = meter.stepBegins();
    int work = store.compactStep(pace.maxWork());
    pace.stepped(work, startNanos, meter.stepEnds(store.compactedVersions(), isFinished()));
    return work;
  }

  private boolean isFinished() {
    return store.finishedCompactRevision() >= store.scheduledCompactRevision();
  }

  /** When the next step is due, should nothing else happen before. */
  long deadlineNanos() {
    return isFinished() || saving.isUnderWay() ? Long.MAX_VALUE : pace.deadlineNanos();
  }

  private void release() {
    while (!held.isEmpty()
        && held.peek().outcome().compactRevision() <= store.finishedCompactRevision()) {
      Held done = held.poll();
      pending.complete(done.requestId(), done.outcome());
    }
  }

  /**
   * The member stops: whoever waits for the removal is told so; it will be finished after the next
   * start.
   */
  void close() {
    for (Held each : held) {
      pending.complete(each.requestId(), new Outcome.Failed(EtcdError.STOPPED));
    }
    held.clear();
  }
}
