package dev.balsa.tools.bench.load;

import dev.balsa.tools.bench.wire.Connection;
import dev.balsa.tools.bench.wire.Network;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.HdrHistogram.Histogram;

/** Puts a load on servers and measures it. */
public final class LoadRun {
  private static final int LAST_ANSWERS_SECONDS_MAX = 30;
  private static final double NANOS_PER_SECOND = 1e9;

  private final LoadPlan plan;
  private final CallMaker maker;
  private final List<Lane> lanes = new ArrayList<>();
  private final List<Meter> meters = new ArrayList<>();
  private final List<Connection> connections = new ArrayList<>();

  private LoadRun(LoadPlan plan, CallMaker maker) {
    this.plan = plan;
    this.maker = maker;
  }

  /**
   * Runs a load to its end.
   *
   * @throws IOException if a server cannot be reached or goes away
   */
  public static Figures run(String name, LoadPlan plan, CallMaker maker, Progress progress)
      throws IOException, InterruptedException {
    try (Network network = new Network(plan.threads())) {
      return new LoadRun(plan, maker).run(name, network, progress);
    }
  }

  private Figures run(String name, Network network, Progress progress)
      throws IOException, InterruptedException {
    for (int i = 0; i < plan.connections(); i++) {
      connections.add(network.connect(plan.endpoints().get(i % plan.endpoints().size())));
    }
    long start = System.nanoTime();
    Stopwatch stopwatch = new Stopwatch(plan, start);
    for (int i = 0; i < plan.connections(); i++) {
      Meter meter = stopwatch.meter();
      meters.add(meter);
      lanes.add(lane(i, meter));
    }
    CompletableFuture<?> all = allEnded();
    for (int i = 0; i < lanes.size(); i++) {
      Lane lane = lanes.get(i);
      long first = start + (long) (interval() * i / lanes.size());
      connections.get(i).loop().execute(() -> lane.start(first));
    }
    stopwatch.run(all, this::soFar, progress);
    end(all);
    return figures(name, stopwatch);
  }

  private CompletableFuture<?> allEnded() {
    CompletableFuture<Object> broken = new CompletableFuture<>();
    for (Lane lane : lanes) {
      var unused =
          lane.ended()
              .whenComplete(
                  (done, failure) -> {
                    if (failure != null) {
                      broken.completeExceptionally(failure);
                    }
                  });
    }
    return CompletableFuture.anyOf(
        broken,
        CompletableFuture.allOf(lanes.stream().map(Lane::ended).toArray(CompletableFuture[]::new)));
  }

  private double interval() {
    return plan.rate() > 0 ? NANOS_PER_SECOND * plan.connections() / plan.rate() : 0;
  }

  private Lane lane(int number, Meter meter) {
    int lanesTotal = plan.connections();
    Keys keys = Keys.of(plan, number, lanesTotal);
    List<Call> calls = new ArrayList<>();
    for (int i = number; i < plan.inFlight(); i += lanesTotal) {
      calls.add(maker.make(keys, i));
    }
    long share = (plan.count() + lanesTotal - 1 - number) / lanesTotal;
    long count = plan.count() > 0 ? share : Long.MAX_VALUE;
    return new Lane(connections.get(number), meter, calls, interval(), count, () -> true);
  }

  private long soFar() {
    return meters.stream().mapToLong(Meter::soFar).sum();
  }

  /** Waits for the last answers, so that the next load finds a server at rest. */
  private void end(CompletableFuture<?> all) throws IOException, InterruptedException {
    for (int i = 0; i < lanes.size(); i++) {
      connections.get(i).loop().execute(lanes.get(i)::stop);
    }
    try {
      all.get(LAST_ANSWERS_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("the last requests were not answered: " + e, e);
    }
    List<CompletableFuture<?>> closed = new ArrayList<>();
    for (Connection connection : connections) {
      closed.add(CompletableFuture.runAsync(connection::close, connection.loop()));
    }
    CompletableFuture.allOf(closed.toArray(CompletableFuture[]::new)).join();
  }

  private Figures figures(String name, Stopwatch stopwatch) {
    Histogram latency = new Histogram(meters.get(0).latency());
    latency.reset();
    Map<String, Long> errors = new TreeMap<>();
    long done = 0;
    for (Meter meter : meters) {
      latency.add(meter.latency());
      meter.errors().forEach((text, count) -> errors.merge(text, count, Long::sum));
      done += meter.done();
    }
    return new Figures(name, stopwatch.seconds(), done, latency, errors, stopwatch.usage());
  }
}
