package dev.balsa.tools.bench.scale;

import dev.balsa.tools.bench.compare.BigTransactions;
import dev.balsa.tools.bench.compare.ServerGroup;
import dev.balsa.tools.bench.load.CallMaker;
import dev.balsa.tools.bench.load.Figures;
import dev.balsa.tools.bench.load.LoadPlan;
import dev.balsa.tools.bench.load.LoadRun;
import dev.balsa.tools.bench.load.Progress;
import dev.balsa.tools.bench.load.WatchPlan;
import dev.balsa.tools.bench.load.WatchRun;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.function.Function;

/** Puts the loads of one curve on one server; each becomes a point. One thread uses it. */
final class Probe {
  private static final double MEBIBYTE = 1 << 20;
  private static final int WARM_CONNECTIONS = 10;
  private static final int WARM_IN_FLIGHT = 100;
  private static final long WARM_KEYS = 10_000;
  private static final double WARM_SHARE = 2;

  /**
   * How a run is made.
   *
   * @param brief whether the largest points are left out
   * @param seconds how long a point is measured
   * @param warmup how long its load runs before that
   */
  record Length(boolean brief, double seconds, double warmup) {}

  /**
   * A load of single requests.
   *
   * @param name what it is
   * @param prefix what its keys begin with
   * @param keys how many there are
   * @param valueBytes how long a value is
   */
  record Load(
      String name, int connections, int inFlight, String prefix, long keys, int valueBytes) {}

  private final String curve;
  private final String version;
  private final ServerGroup server;
  private final Length length;
  private final Function<String, Progress> progress;
  private final Consumer<Point> points;

  /**
   * Makes one.
   *
   * @param version what the server says it is
   * @param progress for a load of this name
   * @param points hears of each figure
   */
  Probe(
      String curve,
      String version,
      ServerGroup server,
      Length length,
      Function<String, Progress> progress,
      Consumer<Point> points) {
    this.curve = curve;
    this.version = version;
    this.server = server;
    this.length = length;
    this.progress = progress;
    this.points = points;
  }

  boolean isBrief() {
    return length.brief();
  }

  /** Lets the server and this process compile what they need; nothing is noted. */
  void warm() throws IOException, InterruptedException {
    Load load = new Load("warm-up", WARM_CONNECTIONS, WARM_IN_FLIGHT, "warm/", WARM_KEYS, 100);
    LoadPlan once = plan(load, WARM_KEYS, 0);
    LoadRun.run(load.name(), once, CallMaker.puts(once), progress.apply(load.name()));
    LoadPlan plan = plan(load, 0, WARM_SHARE * length.seconds());
    LoadRun.run(load.name(), plan, CallMaker.mixed(plan, 1), progress.apply(load.name()));
  }

  /** Puts every key once, in turn; values that no compression makes smaller. */
  void fill(Load load) throws IOException, InterruptedException {
    LoadPlan plan = plan(load, load.keys(), 0);
    LoadRun.run("fill", plan, CallMaker.randomPuts(plan), progress.apply("fill"));
  }

  /** Puts keys by big transactions; returns the newest revision. */
  long fill(String prefix, long from, long to, long rounds, int valueBytes)
      throws IOException, InterruptedException {
    progress.apply("fill").report("filling", -1, 0);
    return BigTransactions.fill(server.endpoints().get(0), prefix, from, to, rounds, valueBytes);
  }

  /** Measures one load. */
  void measure(long at, Load load, Function<LoadPlan, CallMaker> maker)
      throws IOException, InterruptedException {
    LoadPlan plan = plan(load, 0, length.seconds());
    note(at, LoadRun.run(load.name(), plan, maker.apply(plan), progress.apply(load.name())));
  }

  /** Measures the events of watchers. */
  void measure(long at, Load load, WatchPlan watch) throws IOException, InterruptedException {
    LoadPlan plan = plan(load, 0, length.seconds());
    note(at, WatchRun.run(load.name(), plan, watch, progress.apply(load.name())).events());
  }

  private void note(long at, Figures figures) {
    points.accept(
        new Point(
            curve,
            version,
            figures.name(),
            at,
            figures.perSecond(),
            figures.millisAt(50),
            figures.millisAt(99),
            figures.serverMicros(),
            figures.usage().serverResidentBytes() / MEBIBYTE,
            figures.failed()));
  }

  private LoadPlan plan(Load load, long count, double seconds) {
    return new LoadPlan(
        server.endpoints(),
        load.connections(),
        load.inFlight(),
        1,
        0,
        seconds,
        length.warmup(),
        count,
        load.prefix(),
        load.keys(),
        load.prefix().length() + BigTransactions.DIGITS,
        load.valueBytes(),
        count == 0,
        server.pids());
  }
}
