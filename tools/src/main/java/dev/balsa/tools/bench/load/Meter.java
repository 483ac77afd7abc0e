package dev.balsa.tools.bench.load;

import dev.balsa.tools.bench.wire.Status;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;

/**
 * Counts what ended within the measured time. Written by one thread; {@link #soFar} may be read by
 * any, the rest when the load has ended.
 */
public final class Meter {
  /** Latencies beyond this are counted as this long. */
  private static final long LATENCY_NANOS_MAX = 600_000_000_000L;

  private static final int DIGITS = 3;
  private static final int ERROR_KINDS_MAX = 32;

  private final long fromNanos;
  private final long toNanos;
  private final Histogram latency = new Histogram(LATENCY_NANOS_MAX, DIGITS);
  private final Map<String, Long> errors = new TreeMap<>();
  private final AtomicLong soFar = new AtomicLong();
  private long done;

  /** Makes a meter for the time between two readings of the clock. */
  public Meter(long fromNanos, long toNanos) {
    this.fromNanos = fromNanos;
    this.toNanos = toNanos;
  }

  /** Counts one success. */
  public void record(long dueNanos, long nowNanos) {
    record(dueNanos, nowNanos, 1);
  }

  /** Counts several that took equally long. */
  void record(long dueNanos, long nowNanos, long count) {
    soFar.lazySet(soFar.get() + count);
    if (nowNanos >= fromNanos && nowNanos < toNanos) {
      done += count;
      long nanos = Math.min(Math.max(0, nowNanos - dueNanos), LATENCY_NANOS_MAX);
      latency.recordValueWithCount(nanos, count);
    }
  }

  void fail(Status status, long nowNanos) {
    if (nowNanos >= fromNanos && nowNanos < toNanos) {
      String text = status.toString();
      if (errors.size() < ERROR_KINDS_MAX || errors.containsKey(text)) {
        errors.merge(text, 1L, Long::sum);
      } else {
        errors.merge("other errors", 1L, Long::sum);
      }
    }
  }

  /** How many succeeded up to now, warm-up included. Any thread. */
  public long soFar() {
    return soFar.get();
  }

  /** How many succeeded within the measured time. */
  public long done() {
    return done;
  }

  /** How long they took, in nanoseconds. */
  public Histogram latency() {
    return latency;
  }

  /** How many failed within the measured time, by what the server said. */
  public Map<String, Long> errors() {
    return errors;
  }
}
