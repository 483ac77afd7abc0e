package dev.balsa.server.node;

/**
 * When the next step of a compaction is due, and how much it may do.
 *
 * <pre>
 *  the member has nothing else to do   steps without a pause, one a turn: what arrives waits for one
 *  it has                              a step, and at least four times as long nothing:
 *
 *      step  puts and reads ...        step  puts and reads ...
 *     |----|------------------------->|----|------------------------->
 * </pre>
 *
 * <p>A step is small, because everything that arrives meanwhile waits for its end; half a
 * millisecond once its code is compiled. The pause is measured by the time that the step really
 * took: on a machine that is short of processor time steps take longer, and so compaction takes its
 * fifth of what there is and not of what there should be. Beside that, the member's limits hold: so
 * many revisions, then so long a pause.
 *
 * <p>Belongs to the apply thread.
 */
final class CompactionPace {

  /** The most keys looked at and versions removed in one step. */
  static final int MAX_STEP_WORK = 128;

  /** Beside other work, a step's time so often passes before the next one. */
  static final int PAUSE_PER_STEP = 4;

  /** However long a step took, compaction goes on after so long. */
  static final long MAX_PAUSE_NANOS = 100_000_000L;

  /** A member that had nothing to do for so long is taken to be idle. */
  static final long LULL_NANOS = 20_000_000L;

  private final int batch;
  private final long sleepNanos;

  private boolean busy;

  /** When there was other work last. */
  private long busyNanos;

  private boolean pausing;
  private long nextStepNanos;

  /**
   * @param batch the most revisions of a step, and of a time of {@code sleepNanos}
   * @param sleepNanos beside other work, a pause for each {@code batch} revisions
   */
  CompactionPace(int batch, long sleepNanos) {
    this.batch = batch;
    this.sleepNanos = sleepNanos;
  }

  /**
   * Whether a step may be taken now. Called in every turn.
   *
   * @param idle whether this turn had nothing else to do
   */
  boolean isDue(long nowNanos, boolean idle) {
    if (!idle) {
      busy = true;
      busyNanos = nowNanos;
    } else if (busy && nowNanos - busyNanos >= LULL_NANOS) {
      busy = false;
    }
    return !busy || !pausing || nowNanos - nextStepNanos >= 0;
  }

  /** How much the next step may do. */
  int maxWork() {
    return Math.min(batch, MAX_STEP_WORK);
  }

  /** A step was taken. */
  void stepped(int work, long startNanos, long endNanos) {
    long byTime = PAUSE_PER_STEP * (endNanos - startNanos);
    long byCount = sleepNanos * work / batch;
    pausing = true;
    nextStepNanos = endNanos + Math.max(byCount, Math.min(byTime, MAX_PAUSE_NANOS));
  }

  /** When a step will be due that is not due now, should no work come in between. */
  long deadlineNanos() {
    long lull = busyNanos + LULL_NANOS;
    return lull - nextStepNanos < 0 ? lull : nextStepNanos;
  }
}
