package dev.balsa.tools.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.server.BalsaServer;
import dev.balsa.server.config.BalsaConfig;
import dev.balsa.server.config.ClusterSettings;
import dev.balsa.server.config.MemberSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every kind of load against a real server: all requests succeed, all events come. */
final class ServerLoadTest {
  private static final int KEYS = 600;

  @TempDir static Path directory;
  private static BalsaServer server;
  private static String endpoint;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    endpoint = "127.0.0.1:" + port;
    List<URI> client = List.of(URI.create("http://" + endpoint));
    server =
        BalsaServer.start(
            BalsaConfig.builder()
                .set(MemberSettings.DATA_DIR, directory.resolve("data").toString())
                .set(MemberSettings.LISTEN_CLIENT_URLS, client)
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
}
