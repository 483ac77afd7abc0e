package dev.balsa.embedded;

import dev.balsa.server.env.Clock;
import dev.balsa.server.env.SystemEnvironment;
import java.util.concurrent.atomic.AtomicLong;

/** The machine's clock, put forward by hand. Thread-safe. */
final class ShiftedClock implements Clock {

  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Clock machine = SystemEnvironment.SYSTEM_CLOCK;
  private final AtomicLong aheadNanos = new AtomicLong();

  /** From now on it is so much later. */
  void advance(long nanos) {
    aheadNanos.addAndGet(nanos);
  }

  @Override
  public long nanoTime() {
    return machine.nanoTime() + aheadNanos.get();
  }

  @Override
  public long wallMillis() {
    return machine.wallMillis() + aheadNanos.get() / NANOS_PER_MILLI;
  }
}
