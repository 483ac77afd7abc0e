package dev.balsa.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.server.api.ApiSettings;
import dev.balsa.server.api.DirectReplica;
import dev.balsa.server.apply.CommandKind;
import dev.balsa.server.metrics.Metrics;
import dev.balsa.server.node.Reply;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The services as JSON. */
class GatewayTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final ServerFixture server = new ServerFixture();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @AfterEach
  void stop() {
    server.close();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private HttpRequest.Builder request(String path, String body) {
    return HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + server.address().getPort() + path))
        .timeout(PATIENCE)
        .POST(HttpRequest.BodyPublishers.ofString(body));
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    return client.send(request(path, body).build(), HttpResponse.BodyHandlers.ofString());
  }

  private static String withoutIds(String json) {
    return json.replaceAll("\"(cluster_id|member_id)\":\"\\d+\",", "");
  }

  @Test
  void aPutAndAGetSpeakBase64AndSnakeCase() throws Exception {
    String pair = "\"key\":\"" + base64("foo") + "\",\"value\":\"" + base64("bar") + "\"";
    HttpResponse<String> put = post("/v3/kv/put", "{" + pair + "}");
    assertEquals(200, put.statusCode());
    assertEquals("application/json", put.headers().firstValue("content-type").orElse(""));
    assertEquals("{\"header\":{\"revision\":\"2\",\"raft_term\":\"7\"}}", withoutIds(put.body()));
    HttpResponse<String> get = post("/v3/kv/range", "{\"key\":\"" + base64("foo") + "\"}");
    assertEquals(
        "{\"header\":{\"revision\":\"2\",\"raft_term\":\"7\"},\"kvs\":[{\"key\":\"Zm9v\","
            + "\"create_revision\":\"2\",\"mod_revision\":\"2\",\"version\":\"1\",\"value\":\"YmFy\"}],"
            + "\"count\":\"1\"}",
        withoutIds(get.body()));
  }

  @Test
  void idsAreUnsigned() throws Exception {
    String body = post("/v3/kv/range", "{\"key\":\"Zm9v\"}").body();
    assertTrue(
        body.contains("\"cluster_id\":\"" + Long.toUnsignedString(DirectReplica.CLUSTER_ID)), body);
  }

  @Test
  void namesInCamelCaseNumbersAsNumbersAndUnknownFieldsAreTaken() throws Exception {
    String grant = post("/v3/lease/grant", "{\"TTL\":60,\"ID\":\"9\",\"colour\":[1]}").body();
    assertTrue(grant.contains("\"ID\":\"9\""), grant);
    assertTrue(grant.contains("\"TTL\":\"60\""), grant);
    post("/v3/kv/put", "{\"key\":\"YQ==\"}");
    String range = "{\"key\":\"YQ==\",\"rangeEnd\":\"Yg==\",\"sortOrder\":\"DESCEND\"}";
    String found = post("/v3/kv/range", range).body();
    assertTrue(found.contains("\"count\":\"1\""), found);
  }

  @Test
  void anErrorHasTheCodeOfGrpcAndTheStatusOfHttp() throws Exception {
    HttpResponse<String> refused = post("/v3/kv/range", "{}");
    assertEquals(400, refused.statusCode());
    assertEquals(
        "{\"code\":3,\"message\":\"etcdserver: key is not provided\",\"details\":[]}",
        refused.body());
    assertEquals(404, post("/v3/lease/revoke", "{\"ID\":\"77\"}").statusCode());
  }

  @Test
  void aHeaderThatGrpcDoesNotTakeIsPassedOver() throws Exception {
    try (HttpClientProbe probe = new HttpClientProbe(server.address())) {
      probe.send(
          String.join(
              "\r\n",
              "POST /v3/maintenance/status HTTP/1.1",
              "Host: x",
              "Grpc-Metadata-a+b: c",
              "Grpc-Metadata-d: e",
              "Content-Length: 0",
              "",
              ""));
      assertEquals(200, probe.read().status());
    }
  }

  @Test
  void aCallUnderWayIsAnsweredWhenTheServerStops() throws Exception {
    BlockingQueue<Runnable> held = new LinkedBlockingQueue<>();
    DirectReplica slow =
        new DirectReplica() {
          @Override
          public void propose(CommandKind kind, byte[] body, Reply reply) {
            held.add(() -> super.propose(kind, body, reply));
          }
        };
    String put =
        "POST /v3/kv/put HTTP/1.1\r\nHost: x\r\nContent-Length: 14\r\n\r\n{\"key\":\"YQ==\"}";
    try (ServerFixture fixture = new ServerFixture(slow, ApiSettings.DEFAULT);
        HttpClientProbe probe = new HttpClientProbe(fixture.address())) {
      probe.send(put);
      Runnable release = held.take();
      assertFalse(fixture.port.drain(), "a call is under way");
      release.run();
      assertEquals(200, probe.read().status());
      assertNull(probe.read(), "and the connection ends behind it");
    }
  }

  @Test
  void anEmptyBodyIsAnEmptyMessage() throws Exception {
    assertEquals(200, post("/v3/maintenance/status", "").statusCode());
  }

  @Test
  void whatIsNoJsonIsRefused() throws Exception {
    for (String body : new String[] {"{", "hello", "{\"key\":1}", "{\"key\":\"!\"}", "[]"}) {
      HttpResponse<String> refused = post("/v3/kv/range", body);
      assertEquals(400, refused.statusCode(), body);
      assertTrue(refused.body().startsWith("{\"code\":3,\"message\":\""), refused.body());
    }
  }

  @Test
  void deepNestingIsRefusedAndHarmsNobody() throws Exception {
    assertEquals(400, post("/v3/kv/range", "[".repeat(100_000)).statusCode());
    String txn = "{\"success\":[{\"request_txn\":".repeat(2_000);
    assertEquals(400, post("/v3/kv/txn", txn).statusCode());
    assertEquals(200, post("/v3/maintenance/status", "{}").statusCode());
  }

  @Test
  void unknownPathsAndOtherMethodsAreRefusedAsTheGatewayDoes() throws Exception {
    assertEquals(
        "{\"code\":5,\"message\":\"Not Found\",\"details\":[]}",
        post("/v3/kv/nothing", "{}").body());
    HttpResponse<String> get =
        client.send(
            request("/v3/kv/range", "").GET().build(), HttpResponse.BodyHandlers.ofString());
    assertEquals(501, get.statusCode());
    assertEquals(400, post("/v3/auth/enable", "{}").statusCode(), "there is no root user");
  }

  @Test
  void theOldPathMeansTheSame() throws Exception {
    assertEquals(200, post("/v3beta/kv/range", "{\"key\":\"YQ==\"}").statusCode());
  }

  @Test
  void aTransactionNamesItsAnswers() throws Exception {
    String put = "{\"request_put\":{\"key\":\"YQ==\",\"value\":\"MQ==\"}}";
    String get = "{\"request_range\":{\"key\":\"YQ==\"}}";
    String body = post("/v3/kv/txn", "{\"success\":[" + put + "," + get + "]}").body();
    assertTrue(body.contains("\"succeeded\":true,\"responses\":[{\"response_put\":"), body);
    assertTrue(body.contains("{\"response_range\":{\"header\":{\"revision\":\"2\"}"), body);
  }

  @Test
  void aWatchIsALineAMessageUntilTheClientGoes() throws Exception {
    HttpResponse<InputStream> watch =
        client.send(
            request("/v3/watch", "{\"create_request\":{\"key\":\"YQ==\"}}").build(),
            HttpResponse.BodyHandlers.ofInputStream());
    assertEquals(200, watch.statusCode());
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(watch.body(), StandardCharsets.UTF_8))) {
      String created = lines.readLine();
      assertTrue(created.startsWith("{\"result\":{\"header\":{"), created);
      assertTrue(created.contains("\"created\":true"), created);
      post("/v3/kv/put", "{\"key\":\"YQ==\",\"value\":\"MQ==\"}");
      String event = lines.readLine();
      assertTrue(event.contains("\"events\":[{\"kv\":{\"key\":\"YQ==\""), event);
      assertEquals(1, server.api.openStreams());
    }
    awaitNoStreams();
  }

  private void awaitNoStreams() {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (server.api.openStreams() > 0) {
      assertTrue(System.nanoTime() - deadline < 0, "the stream outlives its client");
      Thread.onSpinWait();
    }
  }

  @Test
  void severalMessagesInABodyAreAStream() throws Exception {
    post("/v3/lease/grant", "{\"TTL\":60,\"ID\":9}");
    HttpResponse<InputStream> keepAlive =
        client.send(
            request("/v3/lease/keepalive", "{\"ID\":9}\n{\"ID\":8}").build(),
            HttpResponse.BodyHandlers.ofInputStream());
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(keepAlive.body(), StandardCharsets.UTF_8))) {
      String first = lines.readLine();
      String second = lines.readLine();
      assertTrue(first.contains("\"ID\":\"9\",\"TTL\":\"60\"}}"), first);
      assertTrue(second.endsWith("\"ID\":\"8\"}}"), second);
      assertNull(lines.readLine());
    }
  }

  @Test
  void aWatchEndsWithAnErrorLineWhenTheServerStops() throws Exception {
    HttpResponse<InputStream> watch =
        client.send(
            request("/v3/watch", "{\"create_request\":{\"key\":\"YQ==\"}}").build(),
            HttpResponse.BodyHandlers.ofInputStream());
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(watch.body(), StandardCharsets.UTF_8))) {
      lines.readLine();
      server.api.stop();
      assertEquals(
          "{\"error\":{\"code\":14,\"message\":\"etcdserver: server stopped\",\"details\":[]}}",
          lines.readLine());
    }
  }

  @Test
  void aLargeValueFits() throws Exception {
    String value = Base64.getEncoder().encodeToString(new byte[1_500_000]);
    assertEquals(
        200, post("/v3/kv/put", "{\"key\":\"YQ==\",\"value\":\"" + value + "\"}").statusCode());
    String read = post("/v3/kv/range", "{\"key\":\"YQ==\"}").body();
    assertTrue(read.contains(value));
  }

  @Test
  void largeMessagesAreMadeIntoJsonAndBackElsewhereOrRefused() throws Exception {
    String put = "{\"key\":\"YQ==\",\"value\":\"" + "QUJD".repeat(30_000) + "\"}";
    assertEquals(200, post("/v3/kv/put", put).statusCode());
    server.replica.full = true;
    assertEquals(500, post("/v3/kv/put", put).statusCode());
    HttpResponse<String> refused = post("/v3/kv/range", "{\"key\":\"YQ==\"}");
    assertEquals(500, refused.statusCode());
    assertEquals(
        "{\"code\":2,\"message\":\"etcdserver: too many requests\",\"details\":[]}",
        refused.body());
    assertEquals(200, post("/v3/kv/range", "{\"key\":\"Yg==\"}").statusCode());
    server.replica.full = false;
    assertEquals(200, post("/v3/kv/range", "{\"key\":\"YQ==\"}").statusCode());
  }

  @Test
  void smallAnswersOfAStreamDoNotOvertakeLargeOnes() throws Exception {
    HttpResponse<InputStream> watch =
        client.send(
            request("/v3/watch", "{\"create_request\":{\"key\":\"YQ==\"}}").build(),
            HttpResponse.BodyHandlers.ofInputStream());
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(watch.body(), StandardCharsets.UTF_8))) {
      assertTrue(lines.readLine().contains("\"created\":true"));
      String large = "\"value\":\"" + "QUJD".repeat(30_000) + "\"";
      for (int i = 0; i < 10; i++) {
        post("/v3/kv/put", "{\"key\":\"YQ==\"" + (i % 2 == 0 ? "," + large : "") + "}");
      }
      for (int revision = 2; revision < 12; revision++) {
        String line = lines.readLine();
        assertTrue(line.contains("\"mod_revision\":\"" + revision + "\""), line);
      }
      server.api.stop();
      assertTrue(lines.readLine().startsWith("{\"error\":"));
    }
  }

  @Test
  void requestsOnOneConnectionAreServedOneAfterAnother() throws Exception {
    for (int i = 0; i < 50; i++) {
      assertEquals(200, post("/v3/kv/put", "{\"key\":\"YQ==\"}").statusCode());
    }
  }

  @Test
  void aBrowserIsToldThatItsPageMayRead() throws Exception {
    HttpRequest preflight =
        request("/v3/kv/put", "")
            .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
            .header("Origin", "http://example.org")
            .build();
    HttpResponse<String> granted = client.send(preflight, HttpResponse.BodyHandlers.ofString());
    assertEquals(200, granted.statusCode());
    assertEquals("*", granted.headers().firstValue("access-control-allow-origin").orElse(""));
    assertEquals(
        "accept, content-type, authorization",
        granted.headers().firstValue("access-control-allow-headers").orElse(""));
  }

  @Test
  void aNameThatIsNotOnTheListIsMisdirected() throws Exception {
    HttpPolicy policy = new HttpPolicy(Set.of("http://good.example"), Set.of("db.example"), false);
    try (DirectReplica replica = new DirectReplica();
        ClientPort port = open(replica, policy)) {
      String url = "http://127.0.0.1:" + port.addresses().get(0).getPort();
      HttpResponse<String> misdirected =
          client.send(
              HttpRequest.newBuilder(URI.create(url + "/version")).build(),
              HttpResponse.BodyHandlers.ofString());
      assertEquals(421, misdirected.statusCode());
      assertFalse(misdirected.headers().firstValue("access-control-allow-origin").isPresent());
    }
    assertTrue(policy.allowsHost("db.example:2379") && policy.allowsHost("db.example"));
    assertTrue(new HttpPolicy(Set.of(), Set.of("::1"), true).allowsHost("[::1]:2379"));
    assertFalse(policy.allowsHost(null) || policy.allowsHost("db.example.evil"));
  }

  private static ClientPort open(DirectReplica replica, HttpPolicy policy) throws Exception {
    Metrics metrics = new Metrics();
    ListenSettings listen =
        ListenSettings.on(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .withHttp(policy);
    return ClientPort.open(
        listen,
        new dev.balsa.server.api.ApiServices(
            replica,
            ApiSettings.DEFAULT,
            metrics,
            System::nanoTime,
            new dev.balsa.server.api.BundleMark(new java.security.SecureRandom())),
        new HttpPages(replica, ApiSettings.DEFAULT, metrics));
  }
}
