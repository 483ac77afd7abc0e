package dev.balsa.tools.bench.load;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/** Waits through the phases of a run, telling how it goes, and reads what it costs. */
final class Stopwatch {
  private static final long REPORT_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long COUNTED_SECONDS_MAX = 86_400;

  private final LoadPlan plan;
  private final long startNanos;
  private final long fromNanos;
  private final long toNanos;
  private Usage usage;
  private double seconds;

  Stopwatch(LoadPlan plan, long startNanos) {
    this.plan = plan;
    this.startNanos = startNanos;
    boolean counted = plan.count() > 0;
    fromNanos = counted ? startNanos : startNanos + nanos(plan.warmupSeconds());
    toNanos = fromNanos + nanos(counted ? COUNTED_SECONDS_MAX : plan.seconds());
  }

  private static long nanos(double seconds) {
    return (long) (seconds * 1e9);
  }

  Meter meter() {
    return new Meter(fromNanos, toNanos);
  }

  /**
   * Returns at the end of the measured time, or when everything is done that was counted.
   *
   * @throws IOException if the load broke
   */
  void run(CompletableFuture<?> all, LongSupplier soFar, Progress progress)
      throws IOException, InterruptedException {
    boolean over = phase("warm-up", startNanos, fromNanos, all, soFar, progress);
    Usage before = Usage.now(plan.serverPids());
    if (!over) {
      phase("measuring", Math.max(startNanos, fromNanos), toNanos, all, soFar, progress);
    }
    seconds = (Math.min(System.nanoTime(), toNanos) - fromNanos) / 1e9;
    usage = Usage.now(plan.serverPids()).since(before);
  }

  private boolean phase(
      String name,
      long begin,
      long end,
      CompletableFuture<?> all,
      LongSupplier soFar,
      Progress progress)
      throws IOException, InterruptedException {
    long reported = Math.max(begin, System.nanoTime());
    long reportedCount = soFar.getAsLong();
    while (true) {
      long wait = Math.min(REPORT_NANOS, end - System.nanoTime());
      if (wait <= 0) {
        return false;
      }
      try {
        all.get(wait, TimeUnit.NANOSECONDS);
        return true;
      } catch (ExecutionException e) {
        throw new IOException(e.getCause().getMessage(), e);
      } catch (TimeoutException stillRunning) {
        long now = System.nanoTime();
        long count = soFar.getAsLong();
        double left = plan.count() > 0 ? -1 : (end - now) / 1e9;
        progress.report(name, left, (count - reportedCount) * 1e9 / Math.max(1, now - reported));
        reported = now;
        reportedCount = count;
      }
    }
  }

  /** How long was measured. */
  double seconds() {
    return seconds;
  }

  /** What it cost. */
  Usage usage() {
    return usage;
  }
}
