package dev.balsa.server.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.client.Auth.Access;
import dev.balsa.client.Auth.Grant;
import dev.balsa.client.BalsaClient;
import dev.balsa.client.KeyRange;
import dev.balsa.client.Lease;
import dev.balsa.client.Maintenance.MemberStatus;
import dev.balsa.client.MemberInfo;
import dev.balsa.client.NotAllowedException;
import dev.balsa.client.Reply;
import dev.balsa.client.Watch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Members, maintenance, users. */
class AdminTest extends OnEachServer {

  @Test
  void membersAreListed() {
    Set<String> expected = new TreeSet<>();
    Arrays.stream(server.endpoints()).forEach(endpoint -> expected.add("http://" + endpoint));
    // A member tells its URL to the others after it has begun to serve.
    long endNanos = System.nanoTime() + PATIENCE.toNanos();
    Set<String> urls = clientUrls();
    while (urls.size() < expected.size() && System.nanoTime() < endNanos) {
      urls = clientUrls();
    }
    assertEquals(expected, urls);
    assertEquals(expected.size(), client.cluster().members().await().size());
  }

  private Set<String> clientUrls() {
    Set<String> urls = new TreeSet<>();
    for (MemberInfo member : client.cluster().members().await()) {
      urls.addAll(member.clientUrls());
    }
    return urls;
  }

  @Test
  void aMemberTellsHowItIs() {
    long revision = client.kv().put("a", "1").await().revision();
    awaitEveryMember();
    String endpoint = client.endpoints().get(0);
    MemberStatus status = client.maintenance().status(endpoint).await();
    List<Long> ids = client.cluster().members().await().stream().map(MemberInfo::id).toList();
    assertTrue(ids.contains(status.header().memberId()), ids::toString);
    assertTrue(ids.contains(status.leaderId()), ids::toString);
    assertEquals(revision, status.header().revision());
    assertEquals(
        client.maintenance().hash(endpoint, revision).await().hash(),
        client.maintenance().hash(endpoint, revision).await().hash());
    client.maintenance().defragment(endpoint).await();
    assertEquals(List.of(), client.maintenance().alarms().await());
    assertThrows(IllegalArgumentException.class, () -> client.maintenance().status("elsewhere:1"));
  }

  @Test
  void aSnapshotComesWithItsDigest() throws Exception {
    client.kv().put("a", "1").await();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    long bytes = client.maintenance().snapshot(out).await();
    byte[] all = out.toByteArray();
    assertEquals(bytes, all.length);
    int body = all.length - 32;
    assertTrue(body > 0);
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    digest.update(all, 0, body);
    assertArrayEquals(digest.digest(), Arrays.copyOfRange(all, body, all.length));
  }

  @Test
  void usersMayDoWhatTheirRolesAllowAndTokensAreRenewed() {
    client.auth().addUser("root", "secret").await();
    client.auth().addRole("root").await();
    client.auth().grantRole("root", "root").await();
    client.auth().addUser("ann", "pass").await();
    client.auth().addRole("shop").await();
    client.auth().grantRole("ann", "shop").await();
    Grant grant = new Grant(Access.READ_WRITE, KeyRange.prefix("shop/"));
    client.auth().allow("shop", grant).await();
    assertEquals(List.of(grant), client.auth().grantsOf("shop").await());
    assertEquals(List.of("shop"), client.auth().rolesOf("ann").await());
    assertTrue(client.auth().users().await().contains("ann"));
    client.auth().enable().await();
    try (BalsaClient root = as("root", "secret");
        BalsaClient ann = as("ann", "pass")) {
      useWithUsers(root, ann);
      logInOnceForAllWhoWait(root, ann);
      root.auth().disable().await();
    }
  }

  private void useWithUsers(BalsaClient root, BalsaClient ann) {
    assertThrows(NotAllowedException.class, () -> client.kv().get("shop/a").await());
    assertThrows(NotAllowedException.class, () -> ann.kv().put("other", "1").await());
    try (BalsaClient wrong = as("ann", "wrong")) {
      assertThrows(NotAllowedException.class, () -> wrong.kv().get("shop/a").await());
    }
    Recorder seen = new Recorder();
    ann.watches().listen(Watch.prefix("shop/"), seen).started().await();
    Recorder refused = new Recorder();
    ann.watches().listen(Watch.prefix("other/"), refused);
    assertInstanceOf(NotAllowedException.class, refused.awaitEnd());
    ann.kv().put("shop/a", "1").await();
    // Every change of users or roles makes old tokens worthless for writes.
    root.auth().addUser("bob", "x").await();
    ann.kv().put("shop/a", "2").await();
    Lease lease = ann.leases().grant(Duration.ofSeconds(10)).await();
    lease.put("shop/b", "3").await();
    root.auth().deleteUser("bob").await();
    ann.kv().put("shop/a", "4").await();
    assertEquals(List.of("shop/a=1", "shop/a=2", "shop/b=3", "shop/a=4"), seen.awaitChanges(4));
    lease.detach();
  }

  /** A password that is given again ends all tokens: the next requests find that out together. */
  private void logInOnceForAllWhoWait(BalsaClient root, BalsaClient ann) {
    ann.kv().get("shop/a").await();
    root.auth().changePassword("ann", "pass").await();
    long before = logIns();
    List<Reply<?>> replies = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      replies.add(i % 2 == 0 ? ann.kv().get("shop/a") : ann.kv().put("shop/c", "5"));
    }
    replies.forEach(Reply::await);
    assertEquals(before + 1, logIns());
    // Whoever is gone is told so, and nobody tries for ever.
    root.auth().deleteUser("ann").await();
    assertThrows(NotAllowedException.class, () -> ann.kv().get("shop/a").await());
  }

  /** How often somebody logged in or tried to, as the server counts. */
  private long logIns() {
    return Arrays.stream(server.endpoints()).mapToLong(AdminTest::logIns).sum();
  }

  private static long logIns(String endpoint) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + endpoint + "/metrics")).build();
    try {
      String text =
          HttpClient.newHttpClient()
              .send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8))
              .body();
      return text.lines()
          .filter(line -> line.startsWith("grpc_server_started_total{"))
          .filter(line -> line.contains("\"Authenticate\""))
          .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
          .sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while reading metrics", e);
    }
  }

  private BalsaClient as(String user, String password) {
    return BalsaClient.builder().endpoints(server.endpoints()).user(user, password).build();
  }
}
