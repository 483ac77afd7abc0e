package dev.balsa.jepsen.sim;

import dev.balsa.server.env.Clock;

/**
 * The clock of one machine: runs a little too fast or too slow, and its idea of the date jumps. As
 * real ones do, {@link #nanoTime} never goes back.
 */
final class SimClock implements Clock {

  /** The first moment of every run; any date would do. */
  private static final long BIRTH_MILLIS = 1_700_000_000_000L;

  private static final long MILLION = 1_000_000L;

  private final Schedule schedule;
  private long worldNanos;
  private long localNanos;
  private long partsPerMillion;
  private long wallOffsetMillis;

  SimClock(Schedule schedule, long bootNanos) {
    this.schedule = schedule;
    this.localNanos = bootNanos;
  }

  /** From now on the clock gains so many microseconds a second, or loses them. */
  void drift(long newPartsPerMillion) {
    localNanos = nanoTime();
    worldNanos = schedule.nowNanos();
    partsPerMillion = newPartsPerMillion;
  }

  long drift() {
    return partsPerMillion;
  }

  /** Sets the date; the time since the start of the machine goes on as it was. */
  void setWall(long offsetMillis) {
    wallOffsetMillis = offsetMillis;
  }

  @Override
  public long nanoTime() {
    long passed = schedule.nowNanos() - worldNanos;
    return localNanos
        + passed
        + passed / MILLION * partsPerMillion
        + passed % MILLION * partsPerMillion / MILLION;
  }

  @Override
  public long wallMillis() {
    return BIRTH_MILLIS + schedule.nowNanos() / MILLION + wallOffsetMillis;
  }

  /** The first moment of the world at which this clock shows that time. */
  long worldTime(long local) {
    long wait = local - nanoTime();
    if (wait <= 0) {
      return schedule.nowNanos();
    }
    // A nanosecond too late rather than too early, or the agent would be called for nothing.
    long estimate = (long) Math.ceil(wait / (1.0 + partsPerMillion / 1e6)) + 1;
    return schedule.nowNanos() + estimate;
  }
}
