package dev.balsa.tools.bench.load;

import dev.balsa.tools.bench.wire.Connection;
import dev.balsa.tools.bench.wire.Network;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Watchers and the puts they hear of. Without a rate, puts go as fast as the slowest watcher keeps
 * up: that is the most events a second the server can deliver. With a rate, the age of the events
 * counts: from the moment a put was due to the moment its event was here. One thread does it all.
 */
public final class WatchRun {
  private static final int CREATE_SECONDS_MAX = 600;
  private static final int LAST_EVENTS_SECONDS_MAX = 60;
  private static final double NANOS_PER_SECOND = 1e9;

  /**
   * What came of it.
   *
   * @param events the events: how many, how old
   * @param createSeconds how long it took until all watchers were there
   * @param serverBytesBefore the servers' memory before there were watchers
   * @param serverBytesAfter and when all were there
   */
  public record Result(
      Figures events, double createSeconds, long serverBytesBefore, long serverBytesAfter) {}

  private final LoadPlan plan;
  private final WatchPlan watch;
  private final List<Connection> connections = new ArrayList<>();
  private EventCount events;
  private Lane lane;

  private WatchRun(LoadPlan plan, WatchPlan watch) {
    this.plan = plan;
    this.watch = watch;
  }

  /**
   * Creates the watchers, puts the load on, and waits until the last event has come.
   *
   * @throws IOException if a server cannot be reached, goes away or cancels a watcher
   */
  public static Result run(String name, LoadPlan plan, WatchPlan watch, Progress progress)
      throws IOException, InterruptedException {
    try (Network network = new Network(1)) {
      return new WatchRun(plan, watch).run(name, network, progress);
    }
  }

  private Result run(String name, Network network, Progress progress)
      throws IOException, InterruptedException {
    for (int i = 0; i <= plan.connections(); i++) {
      connections.add(network.connect(plan.endpoints().get(i % plan.endpoints().size())));
    }
    long before = Usage.now(plan.serverPids()).serverResidentBytes();
    double createSeconds = create();
    long after = Usage.now(plan.serverPids()).serverResidentBytes();
    return new Result(measure(name, progress), createSeconds, before, after);
  }

  /** Creates all watchers; returns how many seconds it took. */
  private double create() throws IOException, InterruptedException {
    long start = System.nanoTime();
    long eventsPerPut = watch.singleKey() ? 1 : watch.watchers();
    long window = plan.rate() > 0 ? Long.MAX_VALUE : watch.window();
    events = new EventCount(eventsPerPut, window, () -> lane.resume());
    List<CompletableFuture<?>> created = new ArrayList<>();
    for (int i = 0; i < watch.streams(); i++) {
      Connection connection = connections.get(i % plan.connections());
      WatchStream stream =
          new WatchStream(connection, keys(), watch, events, firstOf(i), firstOf(i + 1));
      created.add(stream.created());
      connection.loop().execute(stream::start);
    }
    await(created, CREATE_SECONDS_MAX, "the watchers could not be created");
    return (System.nanoTime() - start) / NANOS_PER_SECOND;
  }

  private long firstOf(int stream) {
    return watch.watchers() * stream / watch.streams();
  }

  private Keys keys() {
    return Keys.of(plan, 0, 1);
  }

  private Figures measure(String name, Progress progress) throws IOException, InterruptedException {
    long start = System.nanoTime();
    Stopwatch stopwatch = new Stopwatch(plan, start);
    Meter meter = stopwatch.meter();
    Connection writer = connections.get(plan.connections());
    Keys keys = keys();
    List<Call> puts = new ArrayList<>();
    for (int i = 0; i < plan.inFlight(); i++) {
      puts.add(new PutCall(keys, plan.valueBytes()));
    }
    double interval = plan.rate() > 0 ? NANOS_PER_SECOND / plan.rate() : 0;
    lane = new Lane(writer, stopwatch.meter(), puts, interval, Long.MAX_VALUE, events::admit);
    writer
        .loop()
        .execute(
            () -> {
              events.begin(meter);
              lane.start(start);
            });
    CompletableFuture<?> all = CompletableFuture.anyOf(lane.ended(), events.failure());
    stopwatch.run(all, meter::soFar, progress);
    writer
        .loop()
        .execute(
            () -> {
              lane.stop();
              events.endOfPuts();
            });
    await(List.of(lane.ended(), events.allCame()), LAST_EVENTS_SECONDS_MAX, "events are missing");
    return new Figures(
        name,
        stopwatch.seconds(),
        meter.done(),
        meter.latency(),
        meter.errors(),
        stopwatch.usage());
  }

  private void await(List<CompletableFuture<?>> parts, int seconds, String otherwise)
      throws IOException, InterruptedException {
    CompletableFuture<?> all = CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new));
    try {
      CompletableFuture.anyOf(all, events.failure()).get(seconds, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IOException(otherwise + ": " + e.getCause().getMessage(), e);
    } catch (TimeoutException e) {
      throw new IOException(otherwise + " after " + seconds + " s", e);
    }
  }
}
