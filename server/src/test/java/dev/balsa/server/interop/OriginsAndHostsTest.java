package dev.balsa.server.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.server.config.HttpSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/**
 * Which web pages may call, and under which names: the same requests to etcd and to Balsa, the same
 * status, permissions for browsers and kind of content.
 */
class OriginsAndHostsTest {

  private static final String ORIGINS = "http://good.example:8000,http://other.example:8080";
  private static final String HOSTS = "db.example,127.0.0.1,fd00::7";

  private static final List<String> REQUESTS =
      List.of(
          "GET /version",
          "GET /health",
          "OPTIONS /v3/kv/put",
          "OPTIONS /nothing",
          "POST /v3/kv/put");

  /** An empty one stands for a request that has no such header. */
  private static final List<String> FROM =
      List.of(
          "",
          "http://good.example:8000",
          "http://good.example",
          "http://other.example:8080",
          "http://other.example",
          "http://GOOD.example:8000",
          "https://good.example:8000",
          "http://evil.example",
          "null");

  private static final List<String> TO =
      List.of(
          "",
          "db.example",
          "db.example:2379",
          "DB.example",
          "127.0.0.1:2379",
          "[fd00::7]:2379",
          "localhost:2379",
          "db.example.evil",
          "evil.db.example:80",
          "evil:db.example");

  private static List<String> answersOf(Subject server) {
    List<String> answers = new ArrayList<>();
    for (String request : REQUESTS) {
      FROM.forEach(origin -> answers.add(answer(server, request, origin, "db.example")));
      TO.forEach(host -> answers.add(answer(server, request, "http://good.example:8000", host)));
    }
    return answers;
  }

  private static String answer(Subject server, String request, String origin, String host) {
    String body = request.startsWith("POST") ? "{\"key\":\"YQ==\"}" : "";
    String head =
        request
            + " HTTP/1.1\r\nConnection: close\r\nContent-Length: "
            + body.length()
            + "\r\nHost: "
            + host
            + (origin.isEmpty() ? "" : "\r\nOrigin: " + origin);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.clientPort())) {
      socket
          .getOutputStream()
          .write((head + "\r\n\r\n" + body).getBytes(StandardCharsets.US_ASCII));
      String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      return request + " of " + origin + " to " + host + ": " + whatCounts(all);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The status, and what a browser goes by. */
  private static String whatCounts(String answer) {
    List<String> head = answer.substring(0, answer.indexOf("\r\n\r\n")).lines().toList();
    List<String> granted =
        head.stream()
            .map(line -> line.toLowerCase(Locale.ROOT))
            .filter(line -> line.startsWith("access-control-"))
            .sorted()
            .toList();
    return head.get(0).split(" ", 3)[1] + " " + granted;
  }

  @Test
  void areGrantedAndRefusedAsEtcdDoes() {
    List<String> expected;
    try (Subject etcd = EtcdProcess.start("--cors=" + ORIGINS, "--host-whitelist=" + HOSTS)) {
      expected = answersOf(etcd);
    }
    try (Subject balsa =
        EmbeddedBalsa.start(
            Subjects.HEARTBEAT,
            Subjects.ELECTION_TIMEOUT,
            settings ->
                settings.set(HttpSettings.CORS, ORIGINS).set(HttpSettings.HOST_WHITELIST, HOSTS))) {
      assertEquals(String.join("\n", expected), String.join("\n", answersOf(balsa)));
    }
    for (String part : List.of(": 200 [access", ": 200 []", ": 421 []")) {
      assertTrue(expected.stream().anyMatch(line -> line.contains(part)), part);
    }
  }

  @Test
  void areAllWelcomeUnlessSomebodySaysOtherwise() {
    try (Subject etcd = Subjects.etcd();
        Subject balsa = Subjects.newest()) {
      assertEquals(String.join("\n", answersOf(etcd)), String.join("\n", answersOf(balsa)));
    }
  }
}
