package dev.balsa.tools.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.server.BalsaServer;
import dev.balsa.server.config.BalsaConfig;
import dev.balsa.server.config.ClusterSettings;
import dev.balsa.server.config.MemberSettings;
import dev.balsa.server.node.NodeConfig;
import dev.balsa.tools.ports.FreePort;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every kind of load against a real server: all requests succeed, all events come. */
final class ServerLoadTest {
  private static final int KEYS = 600;
  private static final Duration LONG_ELECTION = Duration.ofSeconds(10);

  @TempDir static Path directory;
  private static BalsaServer server;
  private static String endpoint;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    endpoint = "127.0.0.1:" + FreePort.next();
    List<URI> client = List.of(URI.create("http://" + endpoint));
    server =
        BalsaServer.start(
            BalsaConfig.builder()
                .set(MemberSettings.DATA_DIR, directory.resolve("data").toString())
                .set(MemberSettings.LISTEN_CLIENT_URLS, client)
                // Requests time out after two of these and five seconds: long, for a busy machine.
                .set(MemberSettings.ELECTION_TIMEOUT, LONG_ELECTION)
                .set(ClusterSettings.ADVERTISE_CLIENT_URLS, client)
                .build());
    LoadPlan fill = plan(0, KEYS);
    assertEquals(
        KEYS, LoadRun.run("fill", fill, CallMaker.puts(fill), Progress.SILENT).operations());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static LoadPlan plan(double rate, long count) {
    return new LoadPlan(
        List.of(endpoint), 2, 10, 1, rate, 1, 0, count, "bench/", KEYS, 16, 100, false, List.of());
  }

  private static void runs(String name, CallMaker maker) throws Exception {
    Figures figures = LoadRun.run(name, plan(0, 300), maker, Progress.SILENT);
    assertEquals(Map.of(), figures.errors(), name);
    assertEquals(300, figures.operations(), name);
  }

  @Test
  void everyKindOfRequestSucceeds() throws Exception {
    LoadPlan plan = plan(0, 300);
    runs("put", CallMaker.puts(plan));
    runs("get", CallMaker.reads(plan, 1, false));
    runs("serializable get", CallMaker.reads(plan, 1, true));
    runs("list", CallMaker.reads(plan, 500, false));
    runs("page", CallMaker.pages(plan, 100));
    runs("txn", CallMaker.updates(plan));
    runs("mixed", CallMaker.mixed(plan, 3));
    runs("lease grant", CallMaker.grants(60));
    runs("lease keepalive", CallMaker.keepAlives(60));
  }

  @Test
  void everyWatcherHearsOfEveryPut() throws Exception {
    WatchPlan watch = new WatchPlan(20, 4, false, 5);
    WatchRun.Result result = WatchRun.run("watch", plan(0, 0), watch, Progress.SILENT);
    assertTrue(result.events().operations() > 0);
    assertEquals(0, result.events().failed());
  }

  @Test
  void watchersOfOneKeyEachHearAtTheRateAskedFor() throws Exception {
    WatchPlan watch = new WatchPlan(KEYS, 4, true, 5);
    Figures events = WatchRun.run("watch", plan(200, 0), watch, Progress.SILENT).events();
    assertTrue(events.operations() > 0 && events.operations() <= 201, "" + events.operations());
  }

  @Test
  void moreRequestsThanMayBeUnderWayAreAnsweredOrRefusedAndNothingElse() throws Exception {
    int crowd = NodeConfig.DEFAULT_MAX_PENDING_REQUESTS + 1_000;
    LoadPlan plan =
        new LoadPlan(
            List.of(endpoint),
            10,
            crowd,
            1,
            0,
            1,
            0,
            crowd,
            "bench/",
            KEYS,
            16,
            100,
            true,
            List.of());
    Figures figures = LoadRun.run("crowd", plan, CallMaker.puts(plan), Progress.SILENT);
    Map<String, Long> others = new TreeMap<>(figures.errors());
    Long refused = others.remove("etcdserver: too many requests (code 2)");
    assertEquals(Map.of(), others);
    assertEquals(crowd, figures.operations() + (refused == null ? 0 : refused));
    runs("put when the crowd has gone", CallMaker.puts(plan(0, 300)));
  }
}
