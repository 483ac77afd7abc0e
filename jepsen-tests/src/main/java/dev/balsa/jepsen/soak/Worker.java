package dev.balsa.jepsen.soak;

import com.google.gson.JsonParser;
import dev.balsa.api.AuthGrpc;
import dev.balsa.api.AuthenticateRequest;
import dev.balsa.client.BalsaClient;
import dev.balsa.client.Bytes;
import dev.balsa.client.Compare;
import dev.balsa.client.Get;
import dev.balsa.client.Lease;
import dev.balsa.client.NotAllowedException;
import dev.balsa.client.OutcomeUnknownException;
import dev.balsa.client.Put;
import dev.balsa.client.RetryLaterException;
import dev.balsa.client.Txn;
import dev.balsa.client.UnavailableException;
import dev.balsa.client.Watch;
import dev.balsa.client.WatchBatch;
import dev.balsa.client.WatchIterator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * One caller with keys of its own, who therefore knows what must stand in them. Not thread-safe.
 *
 * <p>Everything here waits for its reply; what the reply should not be is thrown.
 */
final class Worker {

  private static final int KEYS = 50;
  private static final int VALUE_LENGTH_MAX = 1_000;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration SHORT_LEASE = Duration.ofSeconds(5);

  private final SoakServer server;
  private final Gateway gateway;
  private final BalsaClient client;
  private final int number;
  private final String user;
  private final String own;
  private final SplittableRandom random;
  private final Map<String, String> known = new HashMap<>();
  private final Set<String> doubtful = new HashSet<>();
  private String lastKey = "";
  private String token = "";

  Worker(SoakServer server, Gateway gateway, BalsaClient client, int number, long seed) {
    this.server = server;
    this.gateway = gateway;
    this.client = client;
    this.number = number % SoakServer.USERS;
    this.user = SoakServer.user(this.number);
    this.own = user + "/" + number + "/";
    this.random = new SplittableRandom(seed + number);
  }

  /**
   * Does one thing, drawn at random.
   *
   * @return whether it was answered; what was not may have happened or not
   */
  boolean work() throws IOException, InterruptedException {
    try {
      deed();
      return true;
    } catch (UnavailableException | RetryLaterException | OutcomeUnknownException e) {
      System.out.println("no answer: " + e);
      doubtful.add(lastKey);
      return false;
    }
  }

  private void deed() throws IOException, InterruptedException {
    int drawn = random.nextInt(1_000);
    if (drawn < 420) {
      get();
    } else if (drawn < 720) {
      put(key());
    } else if (drawn < 820) {
      exchange();
    } else if (drawn < 880) {
      delete();
    } else if (drawn < 920) {
      lease();
    } else if (drawn < 960) {
      watch();
    } else if (drawn < 975) {
      viaGateway();
    } else if (drawn < 985) {
      refused();
    } else if (drawn < 992) {
      comeAnew();
    } else if (drawn < 996) {
      byCertificate();
    } else {
      breakOff();
    }
  }

  private String key() {
    lastKey = own + random.nextInt(KEYS);
    return lastKey;
  }

  private String value() {
    return Long.toHexString(random.nextLong()).repeat(1 + random.nextInt(VALUE_LENGTH_MAX / 16));
  }

  private void get() {
    String key = key();
    Get get = random.nextBoolean() ? Get.key(key) : Get.key(key).serializable();
    Optional<String> found = client.kv().get(get).await().first().map(kv -> kv.valueText());
    expect(key, found.orElse(null), known.get(key));
  }

  private String put(String key) {
    String value = value();
    client.kv().put(key, value).await();
    knows(key, value);
    return value;
  }

  private void exchange() {
    String key = key();
    if (doubtful.contains(key)) {
      put(key);
    }
    String before = known.get(key);
    String after = value();
    Compare asKnown = before == null ? Compare.absent(key) : Compare.value(key).equalTo(before);
    boolean done =
        client
            .kv()
            .commit(Txn.when(asKnown).then(Put.of(key, after), Get.key(key)).orElse(Get.key(key)))
            .await()
            .succeeded();
    expect(key, done ? after : "another", after);
    knows(key, after);
  }

  private void delete() {
    String key = key();
    client.kv().delete(key).await();
    knows(key, null);
  }

  /** Half of them are given back, the others run out. */
  private void lease() {
    String key = user + "/leased/" + random.nextInt(KEYS);
    Lease lease = client.leases().grant(SHORT_LEASE).await();
    lease.put(key, value()).await();
    if (random.nextBoolean()) {
      lease.revoke().await();
    } else {
      lease.detach();
    }
  }

  private void watch() {
    String key = key();
    try (WatchIterator watch = client.watches().iterate(Watch.key(key))) {
      watch.watcher().started().await(PATIENCE);
      String value = put(key);
      WatchBatch batch = watch.poll(PATIENCE).orElseThrow();
      expect(key, batch.events().get(0).kv().valueText(), value);
    }
  }

  private void viaGateway() throws IOException, InterruptedException {
    if (token.isEmpty() || random.nextInt(20) == 0) {
      String login =
          "{\"name\":\"%s\",\"password\":\"%s\"}".formatted(user, SoakServer.password(number));
      token = text(gateway.post("/v3/auth/authenticate", "", login), "token");
    }
    String key = user + "/gateway/" + random.nextInt(KEYS);
    String body = "{\"key\":\"%s\",\"value\":\"aGVsbG8=\"}".formatted(Gateway.base64(key));
    gateway.post("/v3/kv/put", token, body);
  }

  private static String text(String json, String field) {
    return JsonParser.parseString(json).getAsJsonObject().get(field).getAsString();
  }

  private void refused() {
    String foreign = SoakServer.user((number + 1) % SoakServer.USERS) + "/anything";
    boolean wrongWord = random.nextBoolean();
    try {
      if (wrongWord) {
        AuthenticateRequest wrong =
            AuthenticateRequest.newBuilder().setName(user).setPassword("wrong").build();
        client.raw().read(AuthGrpc.getAuthenticateMethod(), wrong).await();
      } else {
        client.kv().get(foreign).await();
      }
    } catch (NotAllowedException e) {
      return;
    } catch (RuntimeException e) {
      if (wrongWord && String.valueOf(e.getMessage()).contains("authentication failed")) {
        return;
      }
      throw e;
    }
    throw new IllegalStateException(user + " was let " + (wrongWord ? "in" : "read " + foreign));
  }

  /** A connection, a handshake and a token of its own. */
  private void comeAnew() {
    try (BalsaClient fresh = server.builder("").user(user, SoakServer.password(number)).build()) {
      String key = key();
      String found = fresh.kv().get(key).await().map(kv -> kv.valueText()).orElse(null);
      expect(key, found, known.get(key));
    }
  }

  private void byCertificate() {
    try (BalsaClient fresh = server.builder(SoakServer.BY_CERTIFICATE).build()) {
      Bytes key = Bytes.of(SoakServer.BY_CERTIFICATE + "/" + random.nextInt(KEYS));
      fresh.kv().put(key, Bytes.of(value())).await();
    }
  }

  /** Says half of something and is gone. */
  private void breakOff() throws IOException {
    int port = URI.create(server.endpoint()).getPort();
    boolean shakesHands = random.nextBoolean();
    try (Socket socket =
        shakesHands
            ? gateway.tls().getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)
            : new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket
          .getOutputStream()
          .write(
              shakesHands
                  ? "POST /v3/kv/r".getBytes(StandardCharsets.US_ASCII)
                  : new byte[] {22, 3});
      socket.getOutputStream().flush();
    }
  }

  private void knows(String key, String value) {
    doubtful.remove(key);
    known.put(key, value);
  }

  private void expect(String key, String found, String expected) {
    if (!doubtful.contains(key) && !Objects.equals(found, expected)) {
      throw new IllegalStateException(key + " should be " + expected + " and is " + found);
    }
  }
}
