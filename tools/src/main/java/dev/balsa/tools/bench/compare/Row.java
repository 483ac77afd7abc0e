package dev.balsa.tools.bench.compare;

import dev.balsa.tools.bench.load.CallMaker;
import dev.balsa.tools.bench.load.Figures;
import dev.balsa.tools.bench.load.LoadPlan;
import dev.balsa.tools.bench.load.LoadRun;
import dev.balsa.tools.bench.load.Progress;
import dev.balsa.tools.bench.load.WatchPlan;
import dev.balsa.tools.bench.load.WatchRun;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;

/**
 * One load of the comparison.
 *
 * @param id how it is asked for
 * @param name what it is, for readers
 * @param connections over how many connections
 * @param inFlight how many requests are under way at a time
 * @param rate requests a second; 0: as many as are answered. With a rate, the latency is the result
 * @param toLeader whether the leader is asked, or a follower
 * @param maker makes the calls; null: watchers
 */
record Row(
    String id,
    String name,
    int connections,
    int inFlight,
    double rate,
    boolean toLeader,
    Function<LoadPlan, CallMaker> maker) {
  static final long KEYS = 100_000;
  private static final int KEY_BYTES = 16;
  private static final int VALUE_BYTES = 100;
  private static final int TTL_SECONDS = 600;
  private static final int LIST_WIDTH = 500;
  private static final int WATCHERS = 1_000;
  private static final int WATCH_STREAMS = 10;
  private static final int WATCH_WINDOW = 20;

  /** A thousand events each: half of what etcd 3.4 delivers at most on two cores. */
  private static final double WATCH_RATE = 100;

  private static final int READS_PER_WRITE = 3;

  /** Fills the key space before the rows. */
  static final Row FILL = new Row("fill", "fill", 10, 200, 0, true, CallMaker::puts);

  private static final Row PUT_1 =
      new Row("put-1", "put, 1 in flight", 1, 1, 0, true, CallMaker::puts);
  private static final Row PUT_100 =
      new Row("put-100", "put, 100 in flight (10 × 10)", 10, 100, 0, true, CallMaker::puts);
  private static final Row PUT_1024 =
      new Row("put-1024", "put, 1,024 in flight (32 × 32)", 32, 1_024, 0, true, CallMaker::puts);

  /** The loads on one member. */
  static final List<Row> ALONE =
      List.of(
          PUT_1,
          PUT_100,
          PUT_1024,
          new Row("get", "get, linearizable, 100 in flight", 10, 100, 0, true, Row::get),
          new Row(
              "get-serializable",
              "get, serializable, 100 in flight",
              10,
              100,
              0,
              true,
              plan -> CallMaker.reads(plan, 1, true)),
          new Row("txn", "update txn, 100 in flight", 10, 100, 0, true, CallMaker::updates),
          new Row(
              "mixed",
              "3 gets to 1 put, 100 in flight",
              10,
              100,
              0,
              true,
              plan -> CallMaker.mixed(plan, READS_PER_WRITE)),
          new Row(
              "list",
              "list of 500 keys, 10 in flight",
              10,
              10,
              0,
              true,
              plan -> CallMaker.reads(plan, LIST_WIDTH, false)),
          new Row(
              "list-page",
              "page of 500 of all keys, 10 in flight",
              10,
              10,
              0,
              true,
              plan -> CallMaker.pages(plan, LIST_WIDTH)),
          new Row("watch", "watch events, 1,000 watchers", 10, 20, 0, true, null),
          new Row("watch-age", "age of watch events, 100,000/s", 10, 20, WATCH_RATE, true, null),
          new Row(
              "lease-grant",
              "lease grant, 100 in flight",
              10,
              100,
              0,
              true,
              plan -> CallMaker.grants(TTL_SECONDS)),
          new Row(
              "lease-keepalive",
              "lease keepalive, 100 in flight",
              10,
              100,
              0,
              true,
              plan -> CallMaker.keepAlives(TTL_SECONDS)));

  /** The loads on several members. */
  static final List<Row> SEVERAL =
      List.of(
          PUT_1,
          PUT_100,
          PUT_1024,
          new Row(
              "follower-put-1", "put to a follower, 1 in flight", 1, 1, 0, false, CallMaker::puts),
          new Row(
              "follower-put-1024",
              "put to a follower, 1,024 in flight",
              32,
              1_024,
              0,
              false,
              CallMaker::puts),
          new Row("get", "get, linearizable, 100 in flight", 10, 100, 0, true, Row::get),
          new Row("follower-get", "get on a follower, 100 in flight", 10, 100, 0, false, Row::get));

  private static CallMaker get(LoadPlan plan) {
    return CallMaker.reads(plan, 1, false);
  }

  /**
   * Puts the load on a cluster.
   *
   * @param count so many requests, keys in turn; 0: by time, keys by chance
   */
  Figures run(ServerGroup servers, double seconds, double warmup, long count, Progress progress)
      throws IOException, InterruptedException {
    List<String> endpoints = servers.endpoints();
    LoadPlan plan =
        new LoadPlan(
            List.of(endpoints.get(toLeader ? 0 : endpoints.size() - 1)),
            connections,
            inFlight,
            1,
            rate,
            seconds,
            warmup,
            count,
            maker == null ? "watched/" : "bench/",
            KEYS,
            KEY_BYTES,
            VALUE_BYTES,
            count == 0,
            servers.pids());
    if (maker == null) {
      WatchPlan watch = new WatchPlan(WATCHERS, WATCH_STREAMS, false, WATCH_WINDOW);
      return WatchRun.run(name, plan, watch, progress).events();
    }
    return LoadRun.run(name, plan, maker.apply(plan), progress);
  }

  /** Whether the load is the same for everybody, and the latency tells them apart. */
  boolean isPaced() {
    return rate > 0;
  }
}
