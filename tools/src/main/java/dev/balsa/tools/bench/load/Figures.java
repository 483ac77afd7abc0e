package dev.balsa.tools.bench.load;

import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What came of a load.
 *
 * @param name what was done
 * @param seconds how long was measured
 * @param operations how many succeeded; of a watch: how many events came
 * @param latency how long they took, in nanoseconds
 * @param errors how many failed, by what the server said
 * @param usage what it cost
 */
public record Figures(
    String name,
    double seconds,
    long operations,
    Histogram latency,
    Map<String, Long> errors,
    Usage usage) {
  private static final double NANOS_PER_MILLI = 1e6;
  private static final double MICROS_PER_SECOND = 1e6;

  /** Successes a second. */
  public double perSecond() {
    return operations / seconds;
  }

  /** So many percent of the operations took no longer than this many milliseconds. */
  public double millisAt(double percentile) {
    return latency.getValueAtPercentile(percentile) / NANOS_PER_MILLI;
  }

  /** Processor time of the servers for an operation, in microseconds; NaN if not known. */
  public double serverMicros() {
    return usage.serverCpuSeconds() * MICROS_PER_SECOND / operations;
  }

  /** Processor time of the generator for an operation, in microseconds. */
  public double clientMicros() {
    return usage.clientCpuSeconds() * MICROS_PER_SECOND / operations;
  }

  /** How many failed. */
  public long failed() {
    return errors.values().stream().mapToLong(Long::longValue).sum();
  }
}
