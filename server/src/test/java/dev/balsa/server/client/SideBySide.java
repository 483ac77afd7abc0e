package dev.balsa.server.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.balsa.client.BalsaClient;
import dev.balsa.client.Bytes;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongFunction;

/**
 * This client and jetcd in turn, at the same server, under the same load: operations a second, and
 * the processor time of this process for one.
 *
 * <p>Arguments: endpoint, seconds a round, rounds, and {@code direct} to run our callbacks on the
 * network's threads, as jetcd does. The server should be another process.
 */
public final class SideBySide {

  private static final int KEYS = 1_000;
  private static final int[] IN_FLIGHT = {1, 256};
  private static final String VALUE = "x".repeat(64);

  private SideBySide() {}

  /** What one round measured. */
  private record Rate(double perSecond, double cpuMicros) {}

  public static void main(String[] args) throws Exception {
    String endpoint = args[0];
    int seconds = Integer.parseInt(args[1]);
    int rounds = Integer.parseInt(args[2]);
    BalsaClient.Builder builder = BalsaClient.builder().endpoints(endpoint);
    if (args.length > 3 && args[3].equals("direct")) {
      builder.executor(Runnable::run);
    }
    try (BalsaClient ours = builder.build();
        Client jetcd = Client.builder().endpoints("http://" + endpoint).build()) {
      Bytes value = Bytes.of(VALUE);
      ByteSequence theirValue = ByteSequence.from(VALUE, UTF_8);
      for (int inFlight : IN_FLIGHT) {
        compare(
            "put, " + inFlight + " in flight",
            inFlight,
            seconds,
            rounds,
            i -> ours.kv().put(Bytes.of("k" + i % KEYS), value),
            i -> jetcd.getKVClient().put(ByteSequence.from("k" + i % KEYS, UTF_8), theirValue));
        compare(
            "get, " + inFlight + " in flight",
            inFlight,
            seconds,
            rounds,
            i -> ours.kv().get(Bytes.of("k" + i % KEYS)),
            i -> jetcd.getKVClient().get(ByteSequence.from("k" + i % KEYS, UTF_8)));
      }
    }
  }

  private static void compare(
      String name,
      int inFlight,
      int seconds,
      int rounds,
      LongFunction<CompletableFuture<?>> ours,
      LongFunction<CompletableFuture<?>> theirs)
      throws Exception {
    measure(inFlight, seconds, ours);
    measure(inFlight, seconds, theirs);
    Rate[] our = new Rate[rounds];
    Rate[] their = new Rate[rounds];
    for (int round = 0; round < rounds; round++) {
      our[round] = measure(inFlight, seconds, ours);
      their[round] = measure(inFlight, seconds, theirs);
    }
    Rate a = median(our);
    Rate b = median(their);
    System.out.printf(
        "%-20s ours %,9.0f/s %6.1f us CPU   jetcd %,9.0f/s %6.1f us CPU   ratio %.2f%n",
        name,
        a.perSecond(),
        a.cpuMicros(),
        b.perSecond(),
        b.cpuMicros(),
        a.perSecond() / b.perSecond());
  }

  private static Rate median(Rate[] rates) {
    Arrays.sort(rates, (a, b) -> Double.compare(a.perSecond(), b.perSecond()));
    return rates[rates.length / 2];
  }

  private static Rate measure(
      int inFlight, int seconds, LongFunction<CompletableFuture<?>> operation) throws Exception {
    LongAdder done = new LongAdder();
    AtomicLong next = new AtomicLong();
    CountDownLatch ended = new CountDownLatch(inFlight);
    long cpu = cpuNanos();
    long start = System.nanoTime();
    long end = start + TimeUnit.SECONDS.toNanos(seconds);
    for (int i = 0; i < inFlight; i++) {
      go(operation, next, done, end, ended);
    }
    ended.await();
    double elapsed = (System.nanoTime() - start) / 1e9;
    return new Rate(done.sum() / elapsed, (cpuNanos() - cpu) / 1e3 / Math.max(1, done.sum()));
  }

  private static void go(
      LongFunction<CompletableFuture<?>> operation,
      AtomicLong next,
      LongAdder done,
      long end,
      CountDownLatch ended) {
    var unused =
        operation
            .apply(next.getAndIncrement())
            .whenComplete(
                (result, failure) -> {
                  if (failure != null) {
                    throw new IllegalStateException(failure);
                  }
                  done.increment();
                  if (System.nanoTime() < end) {
                    go(operation, next, done, end, ended);
                  } else {
                    ended.countDown();
                  }
                });
  }

  private static long cpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
