package dev.balsa.server.logging;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Which lines of one kind are written when there are very many: of each second the first {@value
 * #FIRST}, and of the rest every {@value #THEN_EVERY}th. The rule is zap's, the numbers are etcd's.
 * In a crowd every call is slow, and to tell of each would make all of them slower still.
 *
 * <p>Thread-safe. Threads that meet at the turn of a second may count a line to the wrong one.
 */
public final class Sampling {

  /** So many lines of a second are all written. */
  public static final int FIRST = 100;

  /** Of the others, one of so many. */
  public static final int THEN_EVERY = 100;

  private static final long SECOND_NANOS = 1_000_000_000L;

  private final AtomicLong secondEndsNanos = new AtomicLong(Long.MIN_VALUE);
  private final AtomicLong lines = new AtomicLong();
  private volatile boolean begun;

  /**
   * Counts a line; whether it is written.
   *
   * @param nowNanos the reading of a clock that only goes forward
   */
  public boolean admits(long nowNanos) {
    long ends = secondEndsNanos.get();
    if (!begun || nowNanos - ends >= 0) {
      begun = true;
      if (secondEndsNanos.compareAndSet(ends, nowNanos + SECOND_NANOS)) {
        lines.set(0);
      }
    }
    long line = lines.incrementAndGet();
    return line <= FIRST || (line - FIRST) % THEN_EVERY == 0;
  }
}
