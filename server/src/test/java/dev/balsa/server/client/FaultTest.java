package dev.balsa.server.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.client.BalsaClient;
import dev.balsa.client.BalsaException;
import dev.balsa.client.ClientClosedException;
import dev.balsa.client.CompactedException;
import dev.balsa.client.Lease;
import dev.balsa.client.LeaseLostException;
import dev.balsa.client.OutcomeUnknownException;
import dev.balsa.client.Put;
import dev.balsa.client.Reply;
import dev.balsa.client.UnavailableException;
import dev.balsa.client.Watch;
import dev.balsa.client.Watcher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the client does when the connection breaks, in every way that a connection can. */
class FaultTest extends OnEachServer {

  private Proxy proxy;
  private BalsaClient far;

  @BeforeEach
  void connectThroughAProxy() {
    proxy = new Proxy(server.clientPort());
    far = impatient().build();
  }

  private BalsaClient.Builder impatient() {
    return BalsaClient.builder()
        .endpoints(proxy.endpoint())
        .requestTimeout(REQUEST_MAX)
        .silenceLimit(Duration.ofMillis(300))
        .connectTimeout(Duration.ofMillis(500))
        .reconnectPause(Duration.ofMillis(20), Duration.ofMillis(200));
  }

  @AfterEach
  void closeTheProxy() {
    far.close();
    proxy.close();
  }

  @Test
  void aWatchGoesOnExactlyOnceAcrossManyBrokenConnections() {
    Recorder seen = new Recorder();
    Watcher watcher = far.watches().listen(Watch.prefix("k"), seen);
    watcher.started().await();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      client.kv().put("k" + i % 3, "" + i).await();
      expected.add("k" + i % 3 + "=" + i);
      if (i % 10 == 5) {
        proxy.drop();
      }
    }
    assertEquals(expected, seen.awaitChanges(expected.size()));
    watcher.close();
    assertEquals(expected, seen.changes());
    assertTrue(seen.disconnects() >= 1);
  }

  @Test
  void whatHappenedWhileTheServerCouldNotBeReachedIsToldAfterwards() {
    Recorder seen = new Recorder();
    far.watches().listen(Watch.prefix("k"), seen).started().await();
    proxy.cut();
    seen.awaitDisconnect();
    client.kv().put("k", "1").await();
    client.kv().delete("k").await();
    proxy.restore();
    assertEquals(List.of("k=1", "-k"), seen.awaitChanges(2));
  }

  @Test
  void aNameThatLeadsElsewhereNowIsFollowedThere() {
    try (MovingName name = new MovingName();
        Proxy elsewhere = new Proxy(server.clientPort())) {
      name.leadTo(proxy.port());
      try (BalsaClient named = impatient().endpoints(name.endpoint()).build()) {
        Recorder seen = new Recorder();
        named.watches().listen(Watch.prefix("k"), seen).started().await();
        Lease lease = named.leases().grant(Duration.ofSeconds(60)).await();
        int lookUps = name.lookUps();
        name.leadTo(elsewhere.port());
        // Nobody was told: only the end of the connection is a reason to ask again.
        proxy.cut();
        client.kv().put("k", "1").await();
        assertEquals(List.of("k=1"), seen.awaitChanges(1));
        assertEquals("1", named.kv().get("k").await().orElseThrow().valueText());
        lease.put("alive", "yes").await();
        assertTrue(name.lookUps() > lookUps);
        assertTrue(elsewhere.connections() > 0);
        lease.close();
      }
    }
  }

  @Test
  void ofAllAddressesOfANameOneThatAnswersIsEnough() {
    try (MovingName name = new MovingName();
        Proxy dead = new Proxy(server.clientPort())) {
      dead.cut();
      name.leadTo(dead.port(), proxy.port());
      try (BalsaClient named = impatient().endpoints(name.endpoint()).build()) {
        named.kv().put("k", "1").await();
        name.leadTo(proxy.port(), dead.port());
        proxy.drop();
        assertEquals("1", named.kv().get("k").await().orElseThrow().valueText());
        assertTrue(dead.connections() > 0);
      }
    }
  }

  @Test
  void aCompactionWhileDisconnectedIsReportedWithItsRevision() {
    Recorder seen = new Recorder();
    Watcher watcher = far.watches().listen(Watch.prefix("k"), seen);
    watcher.started().await();
    proxy.cut();
    seen.awaitDisconnect();
    client.kv().put("k", "1").await();
    long last = client.kv().put("k", "2").await().revision();
    client.kv().compact(last).await();
    awaitEveryMember();
    proxy.restore();
    CompactedException end = assertInstanceOf(CompactedException.class, seen.awaitEnd());
    assertEquals(last, end.compactRevision());
    assertEquals(List.of(), seen.changes());
  }

  @Test
  void aConnectionThatSwallowsEverythingIsFoundOutAndGivenUp() {
    Recorder seen = new Recorder();
    far.watches().listen(Watch.prefix("k"), seen).started().await();
    proxy.swallow();
    client.kv().put("k", "1").await();
    seen.awaitDisconnect();
    proxy.restore();
    assertEquals(List.of("k=1"), seen.awaitChanges(1));
  }

  @Test
  void aReadIsRepeatedUntilTheServerIsBack() {
    client.kv().put("k", "1").await();
    assertTrue(far.kv().get("k").await().isPresent());
    proxy.cut();
    var reply = far.kv().get("k");
    proxy.restore();
    assertEquals("1", reply.await().orElseThrow().valueText());
  }

  @Test
  void aWriteThatWasNeverSentIsSentWhenTheServerIsBack() {
    far.kv().get("k").await();
    proxy.cut();
    Reply<?> first = far.kv().put("k", "1");
    proxy.restore();
    try {
      first.await();
    } catch (OutcomeUnknownException cutInFlight) {
      // The cut was not noticed yet when the write was sent. It is now.
      far.kv().put("k", "1").await();
    }
    assertEquals("1", client.kv().get("k").await().orElseThrow().valueText());
  }

  @Test
  void aWriteWhoseAnswerIsLostIsOfUnknownOutcomeUnlessItMayBeRepeated() {
    far.kv().get("k").await();
    proxy.swallowAnswers();
    Reply<?> once = far.kv().put("once", "1");
    Reply<?> again = far.kv().put(Put.of("again", "1").idempotent());
    assertThrows(OutcomeUnknownException.class, once::await);
    proxy.restore();
    again.await();
    assertEquals(1, client.kv().get("once").await().orElseThrow().version());
    assertTrue(client.kv().get("again").await().orElseThrow().version() >= 1);
  }

  @Test
  void withoutAnyServerARequestFailsInTimeAndCertainlyHadNoEffect() {
    proxy.cut();
    try (BalsaClient hasty = impatient().requestTimeout(Duration.ofMillis(300)).build()) {
      assertThrows(UnavailableException.class, () -> hasty.kv().put("k", "1").await());
      assertThrows(UnavailableException.class, () -> hasty.kv().get("k").await());
    }
  }

  @Test
  void thePauseBetweenAttemptsToConnectStaysShortHoweverLongTheServerIsAway() {
    far.kv().get("k").await();
    proxy.cut();
    int before = proxy.connections();
    // The network library's own pauses would have grown to minutes by the twelfth attempt.
    long endNanos = System.nanoTime() + PATIENCE.toNanos();
    while (proxy.connections() < before + 12) {
      assertTrue(System.nanoTime() < endNanos, "attempts: " + (proxy.connections() - before));
      client.kv().get("k").await();
    }
    proxy.restore();
    assertEquals(Optional.empty(), far.kv().get("k").await());
  }

  @Test
  void whatIsUnderWayFailsWhenTheClientIsClosed() {
    client.kv().get("k").await();
    proxy.cut();
    var waiting = far.kv().get("k");
    var pausing = far.kv().put("k", "1");
    far.close();
    assertThrows(ClientClosedException.class, waiting::await);
    assertThrows(BalsaException.class, pausing::await);
  }

  @Test
  void nothingIsLeftOfAClientThatWasClosed() throws Exception {
    far.close();
    BalsaClient one = BalsaClient.connect(proxy.endpoint());
    one.watches().listen(Watch.prefix("k"), new Recorder()).started().await();
    one.leases().grant(Duration.ofSeconds(10)).await();
    assertTrue(clientThreads() > 0);
    one.close();
    client.close();
    client = null;
    for (Thread each : Thread.getAllStackTraces().keySet()) {
      if (isOfTheClient(each.getName())) {
        assertTrue(each.isDaemon());
        each.join(PATIENCE.toMillis());
      }
    }
    assertEquals(0, clientThreads(), FaultTest::clientStacks);
  }

  private static String clientStacks() {
    StringBuilder stacks = new StringBuilder();
    Thread.getAllStackTraces()
        .forEach(
            (thread, stack) -> {
              if (isOfTheClient(thread.getName())) {
                stacks.append(thread).append(Arrays.toString(stack)).append('\n');
              }
            });
    return stacks.toString();
  }

  /** The server's threads have similar names. */
  private static boolean isOfTheClient(String thread) {
    return thread.matches("balsa-client-(timer|\\d+)");
  }

  private static long clientThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(each -> each.isAlive() && isOfTheClient(each.getName()))
        .count();
  }

  @Test
  void aRequestCanBeGivenUp() {
    proxy.cut();
    var reply = far.kv().get("k");
    assertTrue(reply.cancel(true));
    assertThrows(CancellationException.class, reply::join);
  }

  @Test
  void aLeaseIsRenewedAcrossBrokenConnections() {
    Lease lease = far.leases().grant(Duration.ofSeconds(6)).await();
    lease.put("alive", "yes").await();
    for (int i = 0; i < 2; i++) {
      Duration before = lease.remaining();
      proxy.drop();
      while (lease.remaining().compareTo(before) <= 0 && lease.isAlive()) {
        before = lease.remaining();
        far.kv().get("alive").await();
      }
    }
    assertTrue(lease.isAlive());
    assertEquals("yes", client.kv().get("alive").await().orElseThrow().valueText());
    lease.close();
  }

  @Test
  void theOwnerKnowsThatItsLeaseIsLostBeforeTheServerRemovesItsKeys() {
    Lease lease = far.leases().grant(Duration.ofSeconds(1)).await();
    lease.put("alive", "yes").await();
    awaitEveryMember();
    Recorder seen = new Recorder();
    client.watches().listen(Watch.key("alive"), seen).started().await();
    proxy.cut();
    LeaseLostException lost = lease.lost().await(PATIENCE);
    assertTrue(lost.getMessage().contains("in time"), lost.getMessage());
    assertEquals(List.of("-alive"), seen.awaitChanges(1));
  }
}
