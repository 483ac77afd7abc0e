package dev.balsa.tools.clients;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * One client under one load for some time: a closed loop, in which each answer brings about the
 * next request on the thread that the client called back on.
 */
final class Turn {
  static final int KEYS = 1_000;
  private static final String VALUE = "x".repeat(64);
  private static final long HIGHEST_NANOS = TimeUnit.MINUTES.toNanos(2);
  private static final long DRAIN_SECONDS_MAX = 120;

  private final Driver driver;
  private final Load load;
  private final long lastsNanos;
  private final Histogram nanos = new ConcurrentHistogram(HIGHEST_NANOS, 2);
  private final AtomicLong next = new AtomicLong();
  private final AtomicInteger running = new AtomicInteger();
  private final CompletableFuture<Void> over = new CompletableFuture<>();
  private final AtomicReference<Round> round = new AtomicReference<>();
  private long endNanos;

  Turn(Driver driver, Load load, double seconds) {
    this.driver = driver;
    this.load = load;
    lastsNanos = (long) (seconds * 1e9);
  }

  /** A put that has not been seen by every watcher. */
  private record Round(long startNanos, AtomicInteger missing) {}

  Figures run() throws Exception {
    List<AutoCloseable> watchers = new ArrayList<>();
    if (load.kind() == Load.Kind.WATCH) {
      for (int i = 0; i < load.inFlight(); i++) {
        watchers.add(driver.watch("watched", this::seen));
      }
    }
    long cpu = cpuNanos();
    Allocation allocation = Allocation.now();
    long start = System.nanoTime();
    endNanos = start + lastsNanos;
    int lanes = load.kind() == Load.Kind.WATCH ? 1 : load.inFlight();
    running.set(lanes);
    for (int i = 0; i < lanes; i++) {
      step();
    }
    over.get(lastsNanos / 1_000_000_000L + DRAIN_SECONDS_MAX, TimeUnit.SECONDS);
    double seconds = (System.nanoTime() - start) / 1e9;
    double count = nanos.getTotalCount();
    Figures figures =
        new Figures(
            count / seconds,
            nanos.getValueAtPercentile(50) / 1e3,
            nanos.getValueAtPercentile(99) / 1e3,
            (cpuNanos() - cpu) / 1e3 / count,
            allocation.bytesSince() / count);
    for (AutoCloseable watcher : watchers) {
      watcher.close();
    }
    return figures;
  }

  private void step() {
    long start = System.nanoTime();
    switch (load.kind()) {
      case PUT -> answered(driver.put(key(), VALUE), start);
      case GET -> answered(driver.get(key()), start);
      case WATCH -> {
        round.set(new Round(start, new AtomicInteger(load.inFlight())));
        failed(driver.put("watched", VALUE));
      }
    }
  }

  private String key() {
    return "k" + next.getAndIncrement() % KEYS;
  }

  private void answered(CompletableFuture<?> reply, long start) {
    var unused =
        reply.whenComplete(
            (answer, failure) -> {
              if (failure != null) {
                over.completeExceptionally(failure);
              } else {
                nanos.recordValue(Math.min(HIGHEST_NANOS, System.nanoTime() - start));
                goOn();
              }
            });
  }

  private void failed(CompletableFuture<?> reply) {
    var unused =
        reply.exceptionally(
            failure -> {
              over.completeExceptionally(failure);
              return null;
            });
  }

  private void seen(int events) {
    Round now = round.get();
    nanos.recordValueWithCount(
        Math.min(HIGHEST_NANOS, System.nanoTime() - now.startNanos()), events);
    if (now.missing().addAndGet(-events) == 0) {
      goOn();
    }
  }

  private void goOn() {
    if (System.nanoTime() < endNanos) {
      step();
    } else if (running.decrementAndGet() == 0) {
      over.complete(null);
    }
  }

  private static long cpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
