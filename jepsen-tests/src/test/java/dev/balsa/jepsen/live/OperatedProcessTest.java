package dev.balsa.jepsen.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.balsa.jepsen.live.cluster.ServerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a process says to those who operate it: to systemd, and about its log. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class OperatedProcessTest {

  private static final Path PROGRAM =
      Path.of(System.getProperty("live.server", "../server/bin/balsa"))
          .toAbsolutePath()
          .normalize();

  private static final Path ETCD = Path.of("/usr/bin/etcd");

  private static final int PATIENCE_SECONDS = 120;
  private static final String VARIABLE = "NOTIFY_SOCKET";

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @TempDir Path directory;

  @Test
  void systemdIsToldWhenClientsAreServedAndWhenTheProcessStops() throws Exception {
    for (String name :
        List.of(
            directory.resolve("notify").toString(),
            "@balsa-" + ProcessHandle.current().pid() + "/notify")) {
      try (NotifySocket manager = new NotifySocket(name);
          ServerProcess server =
              new ServerProcess(PROGRAM, directory.resolve("data"), Map.of(VARIABLE, name))) {
        server.start();
        assertEquals("READY=1", manager.next(PATIENCE_SECONDS), server::log);
        assertEquals(200, send(server, "GET", "/readyz", "").statusCode());
        server.terminate();
        assertEquals("STOPPING=1", manager.next(PATIENCE_SECONDS), server::log);
        assertEquals(143, server.exitCode(), server::log);
      }
    }
  }

  @Test
  void aServerGoesOnWhereItsManagerDoesNotListenAndItsLogCanBeTurnedUpAndDown() throws Exception {
    try (ServerProcess server =
        new ServerProcess(
            PROGRAM,
            directory.resolve("data"),
            Map.of(VARIABLE, directory.resolve("nobody").toString()))) {
      server.start();
      assertTrue(
          server.awaitSaid("failed to notify the service manager", PATIENCE_SECONDS), server::log);
      assertEquals("204 ", setLevel(server, "DEBUG"));
      assertEquals("{\"Level\":\"debug\"}\n", send(server, "GET", "", "").body());
      breakOff(server);
      assertTrue(server.awaitSaid("an HTTP connection failed", PATIENCE_SECONDS), server::log);
      assertEquals("204 ", setLevel(server, "error"));
      server.terminate();
      assertFalse(server.log().contains("closing the server"), server::log);
      server.start();
      // A signal that comes before this finds nobody who would close the server.
      assertTrue(
          server.awaitSaid("failed to notify the service manager", PATIENCE_SECONDS), server::log);
      server.terminate();
      assertTrue(server.log().contains("closing the server"), server::log);
    }
  }

  @Test
  void theLevelOfTheLogIsTakenAsEtcdTakesIt() throws Exception {
    assumeTrue(Files.isExecutable(ETCD), "no etcd here (Debian: etcd-server)");
    List<List<String>> answers = new ArrayList<>();
    for (Path program : List.of(ETCD, PROGRAM)) {
      List<String> all = new ArrayList<>();
      try (ServerProcess server =
          new ServerProcess(program, directory.resolve(program.getFileName().toString()))) {
        server.start();
        for (String level :
            List.of(
                "CRITICAL",
                "ERROR",
                "WARNING",
                "NOTICE",
                "INFO",
                "DEBUG",
                "TRACE",
                "info",
                "loud")) {
          all.add(level + ": " + setLevel(server, level));
        }
        for (String body :
            List.of(
                "",
                "{",
                "{}",
                "[]",
                "null",
                "\"DEBUG\"",
                "{\"level\":\"info\"}",
                "{\"Level\":7.5}",
                "{\"Level\":null}",
                "{Level:\"info\"}",
                "{\"Level\":\"info\",\"more\":[1]}")) {
          all.add(body + ": " + text(send(server, "PUT", "", body)));
        }
        HttpResponse<String> posted = send(server, "POST", "", "{\"Level\":\"INFO\"}");
        all.add("POST: " + text(posted));
      }
      answers.add(all);
    }
    assertEquals(String.join("\n", answers.get(0)), String.join("\n", answers.get(1)));
  }

  private String setLevel(ServerProcess server, String level) throws Exception {
    return text(send(server, "PUT", "", "{\"Level\":\"" + level + "\"}"));
  }

  private static String text(HttpResponse<String> answer) {
    return answer.statusCode() + " " + answer.body();
  }

  /**
   * Asks once.
   *
   * @param path empty for that of the log's level
   */
  private HttpResponse<String> send(ServerProcess server, String method, String path, String body)
      throws IOException, InterruptedException {
    String page = path.isEmpty() ? "/config/local/log" : path;
    URI uri = URI.create("http://127.0.0.1:" + server.clientPort() + page);
    return http.send(
        HttpRequest.newBuilder(uri).method(method, BodyPublishers.ofString(body)).build(),
        BodyHandlers.ofString());
  }

  /** Resets a connection that has been served and might be again. */
  private static void breakOff(ServerProcess server) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.clientPort())) {
      socket
          .getOutputStream()
          .write("GET /version HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertEquals('H', socket.getInputStream().read());
      socket.setSoLinger(true, 0);
    }
  }
}
