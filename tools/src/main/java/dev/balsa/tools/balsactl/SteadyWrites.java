package dev.balsa.tools.balsactl;

import com.google.protobuf.ByteString;
import dev.balsa.api.KVGrpc;
import dev.balsa.api.PutRequest;
import dev.balsa.client.RawCalls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Puts at a fixed rate, so many in flight at most. A put counts from when it was due, so that a
 * server that stands still makes every put late that waited for it.
 */
final class SteadyWrites {

  private static final int VALUE_BYTES = 1_024;
  private static final int KEYS = 10_000;
  private static final long PROGRESS_NANOS = 250_000_000L;

  private final RawCalls calls;
  private final ByteString prefix;
  private final int inFlightMax;
  private final int writesPerSecond;
  private final ByteString value = ByteString.copyFrom(new byte[VALUE_BYTES]);

  // Guarded by itself.
  private final List<Long> tookNanos = new ArrayList<>();
  private long failures;
  private String firstFailure = "";

  SteadyWrites(RawCalls calls, ByteString prefix, int inFlightMax, int writesPerSecond) {
    this.calls = calls;
    this.prefix = prefix;
    this.inFlightMax = inFlightMax;
    this.writesPerSecond = writesPerSecond;
  }

  /** What came of it. */
  record Result(
      double writesPerSecond,
      double slowestSeconds,
      double deviationSeconds,
      long failures,
      String firstFailure) {}

  Result run(Duration duration, Terminal terminal) {
    Semaphore free = new Semaphore(inFlightMax);
    long begin = System.nanoTime();
    long count = Math.max(1, duration.toNanos() * writesPerSecond / 1_000_000_000L);
    long nextProgress = begin;
    try {
      for (long i = 0; i < count; i++) {
        long due = begin + i * 1_000_000_000L / writesPerSecond;
        TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
        free.acquire();
        put(i, due, free);
        if (System.nanoTime() - nextProgress > 0) {
          nextProgress = System.nanoTime() + PROGRESS_NANOS;
          terminal.progress(
              String.format(Locale.ROOT, "%d %% of %d s", i * 100 / count, duration.toSeconds()));
        }
      }
      free.acquire(inFlightMax);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Complaint(Complaint.FAILED, "interrupted");
    }
    terminal.progress("");
    return result(System.nanoTime() - begin);
  }

  private void put(long number, long dueNanos, Semaphore free) {
    ByteString key = prefix.concat(ByteString.copyFromUtf8(Long.toString(number % KEYS)));
    PutRequest request = PutRequest.newBuilder().setKey(key).setValue(value).build();
    var unused =
        calls
            .write(KVGrpc.getPutMethod(), request)
            .whenComplete(
                (response, failure) -> {
                  note(System.nanoTime() - dueNanos, failure);
                  free.release();
                });
  }

  private void note(long nanos, Throwable failure) {
    synchronized (tookNanos) {
      if (failure == null) {
        tookNanos.add(nanos);
      } else {
        failures++;
        firstFailure = firstFailure.isEmpty() ? String.valueOf(failure.getMessage()) : firstFailure;
      }
    }
  }

  private Result result(long elapsedNanos) {
    synchronized (tookNanos) {
      double mean = tookNanos.stream().mapToLong(Long::longValue).average().orElse(0);
      double squares = tookNanos.stream().mapToDouble(each -> (each - mean) * (each - mean)).sum();
      long slowest = tookNanos.stream().mapToLong(Long::longValue).max().orElse(0);
      return new Result(
          tookNanos.size() * 1e9 / elapsedNanos,
          slowest / 1e9,
          Math.sqrt(squares / Math.max(1, tookNanos.size())) / 1e9,
          failures,
          firstFailure);
    }
  }
}
