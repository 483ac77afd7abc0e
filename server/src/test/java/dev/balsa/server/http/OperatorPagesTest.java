package dev.balsa.server.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.embedded.EmbeddedBalsa;
import dev.balsa.server.api.ApiSettings;
import dev.balsa.server.api.DirectReplica;
import dev.balsa.server.logging.LogLevel;
import dev.balsa.server.metrics.Metrics;
import io.grpc.netty.shaded.io.netty.handler.codec.http.DefaultHttpHeaders;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jfr.FlightRecorder;
import jdk.jfr.RecordingState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an operator can ask of a running server, and who is an operator. */
@Timeout(120)
class OperatorPagesTest {

  private static final String LOG = "/config/local/log";

  private static final class Level implements LogLevel {
    private String level = "info";

    @Override
    public String get() {
      return level;
    }

    @Override
    public void set(String next) {
      if (!List.of("debug", "info", "warn").contains(next)) {
        throw new IllegalArgumentException(next);
      }
      level = next;
    }
  }

  @Test
  void theLogLevelIsToldAndChangedAsEtcdUpTo34TookIt() {
    try (DirectReplica replica = new DirectReplica()) {
      Level level = new Level();
      HttpPages pages =
          new HttpPages(replica, ApiSettings.DEFAULT, new Metrics(), Optional.of(level), false);
      assertEquals("200 {\"Level\":\"info\"}\n", ask(pages, "GET", LOG, ""));
      assertEquals("204 ", ask(pages, "PUT", LOG, "{\"Level\":\"DEBUG\"}"));
      assertEquals("debug", level.get());
      for (String body : List.of("", "{", "[]", "{Level:\"warn\"}", "{\"Level\":[]}")) {
        assertEquals("400 {\"message\":\"Invalid json body\"}", ask(pages, "PUT", LOG, body), body);
      }
      assertEquals(
          "400 {\"message\":\"Invalid log level Loud\"}",
          ask(pages, "PUT", LOG, "{\"Level\":\"Loud\"}"));
      assertEquals("400 {\"message\":\"Invalid log level \"}", ask(pages, "PUT", LOG, "{}"));
      assertEquals("405 Method Not Allowed\n", ask(pages, "POST", LOG, "{\"Level\":\"warn\"}"));
      assertEquals("debug", level.get());
      assertEquals("204 ", ask(pages, "PUT", LOG, "{\"level\":\"WARNING\"}"));
      assertEquals("warn", level.get());
      String missing = "404 404 page not found\n";
      assertEquals(missing, ask(pages.forMonitoring(), "GET", LOG, ""));
      assertEquals(missing, ask(pages, "GET", "/debug/pprof/", ""), "not asked for");
      HttpPages embedded = new HttpPages(replica, ApiSettings.DEFAULT, new Metrics());
      assertEquals(missing, ask(embedded, "GET", LOG, ""));
    }
  }

  private static String ask(HttpPages pages, String method, String path, String body) {
    CompletableFuture<HttpAnswer> answer = new CompletableFuture<>();
    pages.serve(
        new HttpRequestIn(
            HttpQuery.of(method, path, ""), new DefaultHttpHeaders(), body, true, null),
        answer::complete);
    HttpAnswer got = answer.join();
    return got.status() + " " + new String(got.content(), StandardCharsets.UTF_8);
  }

  @Test
  void theJvmCanBeLookedIntoByRootAlone() throws Exception {
    CompletableFuture<HttpResponse<byte[]>> last;
    try (EmbeddedBalsa balsa =
        EmbeddedBalsa.builder().listen().flag("enable-pprof", "true").start()) {
      String url = balsa.endpoints().get(0);
      assertTrue(text(url, "/debug/pprof/", "").contains("goroutine"));
      assertTrue(text(url, "/debug/pprof/goroutine?debug=2", "").contains("\"balsa-member"));
      assertTrue(text(url, "/debug/pprof/heap", "").contains("java.lang.String"));
      HttpResponse<byte[]> profile = get(url, "/debug/pprof/profile?seconds=1", "");
      assertEquals(200, profile.statusCode());
      byte[] magic = {'F', 'L', 'R', 0};
      assertArrayEquals(magic, Arrays.copyOf(profile.body(), magic.length));
      assertEquals(400, get(url, "/debug/pprof/profile?seconds=0", "").statusCode());
      assertEquals(400, get(url, "/debug/pprof/profile?seconds=ever", "").statusCode());
      assertEquals(404, get(url, "/debug/pprof/symbol", "").statusCode());

      post(url, "/v3/auth/user/add", "{\"name\":\"root\",\"password\":\"r\"}");
      post(url, "/v3/auth/user/add", "{\"name\":\"alice\",\"password\":\"a\"}");
      post(url, "/v3/auth/user/grant", "{\"user\":\"root\",\"role\":\"root\"}");
      post(url, "/v3/auth/enable", "{}");
      assertEquals(401, get(url, "/debug/pprof/goroutine", "").statusCode());
      assertEquals(401, get(url, "/debug/pprof/goroutine", "made-up.1").statusCode());
      assertEquals(403, get(url, "/debug/pprof/goroutine", token(url, "alice")).statusCode());
      assertEquals(200, get(url, "/debug/pprof/goroutine", token(url, "root")).statusCode());

      HttpRequest endless =
          HttpRequest.newBuilder(URI.create(url + "/debug/pprof/profile?seconds=600"))
              .header("Authorization", token(url, "root"))
              .build();
      last = HttpClient.newHttpClient().sendAsync(endless, HttpResponse.BodyHandlers.ofByteArray());
      while (recordings() == 0) {
        Thread.onSpinWait();
      }
    }
    assertEquals(200, last.get().statusCode(), "what there is when the server stops");
    assertEquals(0, recordings());
  }

  /** Profiles that are being made in this JVM. */
  private static long recordings() {
    return FlightRecorder.getFlightRecorder().getRecordings().stream()
        .filter(recording -> recording.getName().equals("pprof"))
        .filter(recording -> recording.getState() == RecordingState.RUNNING)
        .count();
  }

  private static String token(String url, String user) throws Exception {
    String password = user.substring(0, 1);
    String answer =
        post(
            url,
            "/v3/auth/authenticate",
            "{\"name\":\"" + user + "\",\"password\":\"" + password + "\"}");
    Matcher token = Pattern.compile("\"token\":\"([^\"]+)\"").matcher(answer);
    assertTrue(token.find(), answer);
    return token.group(1);
  }

  private static String text(String url, String path, String token) throws Exception {
    HttpResponse<byte[]> response = get(url, path, token);
    assertEquals(200, response.statusCode(), path);
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  private static HttpResponse<byte[]> get(String url, String path, String token) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path));
    if (!token.isEmpty()) {
      request.header("Authorization", token);
    }
    return HttpClient.newHttpClient()
        .send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private static String post(String url, String path, String json) throws Exception {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(url + path))
                    .POST(HttpRequest.BodyPublishers.ofString(json))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertEquals(200, answer.statusCode(), answer.body());
    return answer.body();
  }
}
