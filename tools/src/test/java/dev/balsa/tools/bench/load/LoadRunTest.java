package dev.balsa.tools.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The generator against a bare gRPC-Java server, which speaks HTTP/2 by the book. */
final class LoadRunTest {
  private static EchoServer server;

  @BeforeAll
  static void start() throws IOException {
    server = new EchoServer(0);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static LoadPlan plan(int connections, int inFlight, double rate, long count, int bytes) {
    return new LoadPlan(
        List.of("127.0.0.1:" + server.port()),
        connections,
        inFlight,
        2,
        rate,
        0.3,
        0,
        count,
        "k/",
        100,
        16,
        bytes,
        false,
        List.of());
  }

  @Test
  void everyRequestOfACountIsAnsweredOnce() throws Exception {
    LoadPlan plan = plan(3, 50, 0, 2_000, 100);
    Figures figures = LoadRun.run("echo", plan, CallMaker.echoes(plan), Progress.SILENT);
    assertEquals(2_000, figures.operations());
    assertEquals(2_000, figures.latency().getTotalCount());
    assertEquals(Map.of(), figures.errors());
  }

  @Test
  void messagesBeyondEveryWindowAndFrameArrive() throws Exception {
    LoadPlan plan = plan(2, 8, 0, 60, 300_000);
    Figures figures = LoadRun.run("echo", plan, CallMaker.echoes(plan), Progress.SILENT);
    assertEquals(60, figures.operations());
    assertEquals(Map.of(), figures.errors());
  }

  @Test
  void severalPathsOnOneConnectionKeepTheirNames() throws Exception {
    LoadPlan plan = plan(1, 4, 0, 400, 1);
    // The echo of a get is longer than one byte, that of a put too: only the protocol is tested.
    Figures figures = LoadRun.run("mixed", plan, CallMaker.mixed(plan, 3), Progress.SILENT);
    assertEquals(400, figures.operations());
    assertEquals(Map.of(), figures.errors());
  }

  @Test
  void anAnswerThatIsNotTheExpectedOneIsAnError() throws Exception {
    LoadPlan plan = plan(1, 1, 0, 10, 100);
    // A lease is expected where the server echoes the request.
    Figures figures = LoadRun.run("grant", plan, CallMaker.grants(60), Progress.SILENT);
    assertEquals(0, figures.operations());
    assertEquals(10, figures.failed());
  }

  @Test
  void nobodyListeningIsSaidWithTheAddress() {
    LoadPlan plan = plan(1, 1, 0, 1, 1);
    LoadPlan nobody =
        new LoadPlan(List.of("127.0.0.1:1"), 1, 1, 1, 0, 1, 0, 1, "k/", 1, 16, 1, false, List.of());
    IOException failure =
        assertThrows(
            IOException.class,
            () -> LoadRun.run("echo", nobody, CallMaker.echoes(plan), Progress.SILENT));
    assertTrue(failure.getMessage().contains("127.0.0.1:1"), failure.getMessage());
  }

  @Test
  void withARateTheLatencyCountsFromTheMomentARequestWasDue() throws Exception {
    // One place in flight cannot do a million a second: the backlog grows, and with it the
    // latency, although each request is answered in a fraction of a millisecond.
    LoadPlan hurried = plan(1, 1, 1_000_000, 4_000, 10);
    Figures late = LoadRun.run("echo", hurried, CallMaker.echoes(hurried), Progress.SILENT);
    assertEquals(4_000, late.operations());
    assertTrue(late.millisAt(50) > 5, "p50 " + late.millisAt(50) + " ms");
  }
}
