package dev.balsa.tools.bench.compare;

import dev.balsa.tools.bench.load.CallMaker;
import dev.balsa.tools.bench.load.Figures;
import dev.balsa.tools.bench.load.LoadPlan;
import dev.balsa.tools.bench.load.LoadRun;
import dev.balsa.tools.bench.load.Progress;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Puts on one server, alone and beside its upkeep. One thread uses it.
 *
 * @param keys how many keys there are
 * @param versions how often each of them is put before anything is measured
 * @param seconds how long each figure is measured
 * @param warmup how long the load runs before that
 */
record UpkeepRun(ServerGroup server, long keys, int versions, double seconds, double warmup) {
  private static final int CONNECTIONS = 10;
  private static final int IN_FLIGHT_MAX = 100;

  /** At a fixed rate: more than a server that stands still for a while can leave waiting. */
  private static final int IN_FLIGHT_PACED = 2_000;

  private static final int KEY_BYTES = 16;
  private static final int VALUE_BYTES = 256;
  private static final int MILLIS_PER_SECOND = 1_000;
  private static final int MESSAGE_BYTES_MAX = 64 << 20;

  /**
   * What came of it.
   *
   * @param puts the load
   * @param times how often the upkeep was done
   * @param upkeepSeconds how long that took, all times together
   */
  record Done(Figures puts, int times, double upkeepSeconds) {}

  /** Puts every key so many times. */
  void fill() throws IOException, InterruptedException {
    LoadRun.run(
        "fill",
        plan(IN_FLIGHT_MAX * 2, 0, keys * versions),
        CallMaker.puts(plan(IN_FLIGHT_MAX, 0, 0)),
        Progress.SILENT);
  }

  /** As many puts a second as are answered. */
  double maximumRate() throws IOException, InterruptedException {
    LoadPlan plan = plan(IN_FLIGHT_MAX, 0, 0);
    return LoadRun.run("maximum", plan, CallMaker.puts(plan), Progress.SILENT).perSecond();
  }

  /** Puts at a fixed rate, each timed from the moment it was due, beside the upkeep. */
  Done measure(Upkeep upkeep, double rate) throws IOException, InterruptedException {
    AtomicBoolean over = new AtomicBoolean();
    ManagedChannel channel =
        NettyChannelBuilder.forTarget(server.endpoints().get(0))
            .usePlaintext()
            .maxInboundMessageSize(MESSAGE_BYTES_MAX)
            .build();
    try {
      long[] nanos = {0};
      Executor thread = task -> new Thread(task, "bench-upkeep").start();
      CompletableFuture<Integer> times =
          CompletableFuture.supplyAsync(
              () -> {
                long begin = System.nanoTime();
                int count = upkeep.run(channel, over::get);
                nanos[0] = System.nanoTime() - begin;
                return count;
              },
              CompletableFuture.delayedExecutor(
                  (long) (warmup * MILLIS_PER_SECOND), TimeUnit.MILLISECONDS, thread));
      LoadPlan plan = plan(IN_FLIGHT_PACED, rate, 0);
      Figures puts = LoadRun.run(upkeep.words(), plan, CallMaker.puts(plan), Progress.SILENT);
      over.set(true);
      int count = times.join();
      return new Done(puts, count, nanos[0] / 1e9);
    } finally {
      over.set(true);
      channel.shutdownNow();
    }
  }

  private LoadPlan plan(int inFlight, double rate, long count) {
    return new LoadPlan(
        server.endpoints(),
        CONNECTIONS,
        inFlight,
        1,
        rate,
        seconds,
        warmup,
        count,
        "upkeep/",
        keys,
        KEY_BYTES,
        VALUE_BYTES,
        count == 0,
        server.pids());
  }
}
