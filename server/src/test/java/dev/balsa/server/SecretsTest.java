package dev.balsa.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.api.AuthGrpc;
import dev.balsa.api.AuthenticateRequest;
import dev.balsa.client.BalsaClient;
import dev.balsa.server.config.AuthSettings;
import dev.balsa.server.config.BalsaConfig;
import dev.balsa.server.config.ClusterSettings;
import dev.balsa.server.config.LoggingSettings;
import dev.balsa.server.config.MemberSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever the log tells, at its most talkative, no password, token or key is among it. */
class SecretsTest {

  private static final Logger ALL = Logger.getLogger("dev.balsa");
  private static final Pattern BCRYPT = Pattern.compile("\\$2[aby]\\$\\d\\d\\$");

  @TempDir private Path directory;

  private final SecureRandom random = new SecureRandom();
  private final Queue<String> told = new ConcurrentLinkedQueue<>();
  private final Handler listener = new Listener();
  private final List<String> secrets = new ArrayList<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private String url;

  private final class Listener extends Handler {

    private final SimpleFormatter formatter = new SimpleFormatter();

    @Override
    public void publish(LogRecord entry) {
      told.add(formatter.format(entry) + Arrays.toString(entry.getParameters()));
    }

    @Override
    public void flush() {
      // nothing waits
    }

    @Override
    public void close() {
      // nothing is open
    }
  }

  @BeforeEach
  void listen() {
    listener.setLevel(Level.ALL);
    ALL.addHandler(listener);
    ALL.setLevel(Level.ALL);
  }

  @AfterEach
  void stopListening() {
    ALL.removeHandler(listener);
    ALL.setLevel(null);
  }

  private String secret(String what) {
    byte[] drawn = new byte[8];
    random.nextBytes(drawn);
    String made = what + HexFormat.of().formatHex(drawn);
    secrets.add(made);
    return made;
  }

  private BalsaConfig config(String authToken) throws IOException {
    List<URI> peer;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      peer = List.of(URI.create("http://127.0.0.1:" + socket.getLocalPort()));
    }
    // Every request is a slow one, and so is told of.
    return BalsaConfig.builder()
        .set(MemberSettings.DATA_DIR, directory.resolve(authToken.substring(0, 3)).toString())
        .set(MemberSettings.LISTEN_CLIENT_URLS, List.of(URI.create("http://127.0.0.1:0")))
        .set(MemberSettings.LISTEN_PEER_URLS, peer)
        .set(ClusterSettings.INITIAL_ADVERTISE_PEER_URLS, peer)
        .set(LoggingSettings.LOG_LEVEL, "debug")
        .set(LoggingSettings.WARNING_APPLY_DURATION, Duration.ofNanos(1))
        .set(LoggingSettings.WARNING_UNARY_REQUEST_DURATION, Duration.ofNanos(1))
        .set(AuthSettings.AUTH_TOKEN, authToken)
        .set(AuthSettings.BCRYPT_COST, 4L)
        .build();
  }

  @Test
  void noneIsToldOfWithSimpleTokens() throws Exception {
    useEverything("simple");
    nothingSecretWasTold();
  }

  @Test
  void noneIsToldOfWithSignedTokens() throws Exception {
    Path key = directory.resolve("key");
    Files.writeString(key, secret("a key of thirty-two bytes or more "));
    useEverything("jwt,sign-method=HS256,priv-key=" + key);
    nothingSecretWasTold();
  }

  private void useEverything(String authToken) throws Exception {
    String first = secret("first");
    String second = secret("second");
    String wrong = secret("wrong");
    String root = secret("root");
    try (BalsaServer server = BalsaServer.start(config(authToken))) {
      url = "http://127.0.0.1:" + server.clientPort();
      try (BalsaClient client = BalsaClient.connect(url)) {
        client.auth().addUser("root", root).await();
        client.auth().addRole("root").await();
        client.auth().grantRole("root", "root").await();
        client.auth().addUser("alice", first).await();
        client.auth().changePassword("alice", second).await();
        client.auth().enable().await();
      }
      try (BalsaClient client = BalsaClient.builder().endpoints(url).user("root", root).build()) {
        client.kv().put("a", "1").await();
        client.auth().changePassword("alice", first).await();
        AuthenticateRequest wrongly =
            AuthenticateRequest.newBuilder().setName("alice").setPassword(wrong).build();
        assertThrows(
            RuntimeException.class,
            () -> client.raw().read(AuthGrpc.getAuthenticateMethod(), wrongly).await());
      }
      throughTheGateway(first, wrong);
    }
  }

  private void throughTheGateway(String password, String wrong) throws Exception {
    String login = "{\"name\":\"alice\",\"password\":\"%s\"}";
    assertEquals(400, post("auth/authenticate", "", login.formatted(wrong)).statusCode());
    String answer = post("auth/authenticate", "", login.formatted(password)).body();
    String token = answer.replaceAll(".*\"token\":\"([^\"]+)\".*", "$1");
    assertFalse(token.contains("{"), answer);
    secrets.add(token);
    assertEquals(403, post("kv/range", token, "{\"key\":\"YQ==\"}").statusCode());
    assertEquals(401, post("kv/range", secret("token"), "{\"key\":\"YQ==\"}").statusCode());
    // What is broken is not repeated either.
    assertEquals(400, post("auth/authenticate", token, "{\"password\":" + wrong).statusCode());
  }

  private HttpResponse<String> post(String path, String token, String body) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + "/v3/" + path)).POST(BodyPublishers.ofString(body));
    if (!token.isEmpty()) {
      request.header("Authorization", token);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private void nothingSecretWasTold() {
    assertTrue(
        told.stream().anyMatch(line -> line.contains("auth_user_change_password")),
        () -> "requests are told of, or this test sees nothing: " + told);
    for (String line : told) {
      assertFalse(BCRYPT.matcher(line).find(), line);
      for (String secret : secrets) {
        String base64 = Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8));
        assertFalse(line.contains(secret) || line.contains(base64), line);
      }
    }
  }
}
