package dev.balsa.server.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.client.BalsaClient;
import dev.balsa.client.HeldLock;
import dev.balsa.client.Lease;
import dev.balsa.client.OutcomeUnknownException;
import dev.balsa.client.Put;
import dev.balsa.client.Txn;
import dev.balsa.client.Watch;
import dev.balsa.client.Watcher;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A client of three members, of which some go away and come back. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ThreeMembersTest {

  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private ThreeMembers members;
  private BalsaClient client;

  @BeforeAll
  void form(@TempDir Path directory) throws Exception {
    members = ThreeMembers.start(directory);
  }

  @AfterAll
  void stop() {
    members.close();
  }

  @BeforeEach
  void connect() {
    client =
        BalsaClient.builder()
            .endpoints(members.endpoints())
            .requestTimeout(PATIENCE)
            .reconnectPause(Duration.ofMillis(20), Duration.ofMillis(200))
            .build();
  }

  @AfterEach
  void disconnect() {
    client.close();
  }

  private int awaitLeader() {
    int leader = members.leader();
    while (leader < 0) {
      client.kv().get("leader").await();
      leader = members.leader();
    }
    return leader;
  }

  /** Puts, and says whether it is certain that it happened. */
  private boolean put(String key, String value) {
    try {
      client.kv().put(key, value).await();
      return true;
    } catch (OutcomeUnknownException perhaps) {
      return false;
    }
  }

  @Test
  void aWatchTellsEverythingOnceWhileLeadersDieAndComeBack() {
    Recorder seen = new Recorder();
    Watcher watcher = client.watches().listen(Watch.prefix("w/"), seen);
    long from = watcher.started().await();
    int acknowledged = 0;
    int down = -1;
    for (int i = 0; i < 200; i++) {
      if (i == 50 || i == 150) {
        down = awaitLeader();
        if (i == 50) {
          members.stop(down);
        } else {
          members.kill(down);
        }
      } else if (i == 100) {
        members.start(down);
      }
      acknowledged += put("w/" + i % 7, "" + i) ? 1 : 0;
    }
    members.start(down);
    long last = client.kv().put("w/end", "").await().revision();
    Recorder history = new Recorder();
    client.watches().listen(Watch.prefix("w/").fromRevision(from), history);
    while (history.revisions().isEmpty()
        || history.revisions().get(history.revisions().size() - 1) < last) {
      client.kv().get("w/end").await();
    }
    assertTrue(history.changes().size() > acknowledged, "acknowledged " + acknowledged);
    assertEquals(history.changes(), seen.awaitChanges(history.changes().size()));
    assertEquals(history.revisions(), seen.revisions());
    assertEquals(List.copyOf(new TreeSet<>(seen.revisions())), seen.revisions());
    watcher.close();
  }

  @Test
  void leasesAndLocksOutliveTheirLeader() {
    Lease lease = client.leases().grant(Duration.ofSeconds(10)).await();
    HeldLock lock = client.locks().acquire("job", lease).await();
    int leader = awaitLeader();
    members.kill(leader);
    assertTrue(
        client
            .kv()
            .commit(Txn.when(lock.held()).then(Put.of("state", "mine")).idempotent())
            .await()
            .succeeded());
    Duration before = lease.remaining();
    while (lease.remaining().compareTo(before) <= 0 && lease.isAlive()) {
      before = lease.remaining();
      client.kv().get("state").await();
    }
    assertTrue(lease.isAlive());
    members.start(leader);
    lock.close();
    lease.close();
  }

  @Test
  void everythingGoesOnWhenAllMembersWereAway() {
    Recorder seen = new Recorder();
    client.watches().listen(Watch.prefix("all/"), seen).started().await();
    put("all/a", "1");
    for (int i = 0; i < ThreeMembers.SIZE; i++) {
      members.stop(i);
    }
    seen.awaitDisconnect();
    var read = client.kv().get("all/a");
    Thread[] starters = new Thread[ThreeMembers.SIZE];
    for (int i = 0; i < starters.length; i++) {
      int member = i;
      starters[i] = new Thread(() -> members.start(member));
      starters[i].start();
    }
    assertEquals("1", read.await(PATIENCE).orElseThrow().valueText());
    client.kv().put(Put.of("all/b", "2").idempotent()).await();
    List<String> told = seen.awaitChanges(2);
    assertEquals("all/a=1", told.get(0));
    assertEquals("all/b=2", told.get(1));
    for (Thread each : starters) {
      join(each);
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void deadEndpointsCostNothingButTheirPlaceInTheList() {
    String[] some = {"127.0.0.1:1", "127.0.0.1:2", members.endpoints()[0]};
    try (BalsaClient mostlyDead =
        BalsaClient.builder().endpoints(some).requestTimeout(Duration.ofSeconds(20)).build()) {
      for (int i = 0; i < 50; i++) {
        mostlyDead.kv().put("k", "" + i).await();
      }
      assertEquals(50, mostlyDead.kv().get("k").await().orElseThrow().version());
    }
    client.kv().delete("k").await();
  }

  @Test
  void theMemberListIsFollowedAsOftenAsIsAsked() {
    try (BalsaClient other =
        BalsaClient.builder()
            .endpoints(members.endpoints()[0])
            .requestTimeout(PATIENCE)
            .syncMembers(Duration.ofMillis(50))
            .build()) {
      long endNanos = System.nanoTime() + PATIENCE.toNanos();
      while (other.endpoints().size() < ThreeMembers.SIZE) {
        assertTrue(System.nanoTime() < endNanos, () -> "still " + other.endpoints());
        other.kv().get("moment").await();
      }
    }
  }

  @Test
  void theMemberListReplacesTheEndpoints() {
    try (BalsaClient other = BalsaClient.connect(members.endpoints()[0])) {
      assertEquals(ThreeMembers.SIZE, other.syncMembers().await().size());
      members.stop(0);
      other.kv().put(Put.of("synced", "1").idempotent()).await();
      assertEquals("1", other.kv().get("synced").await().orElseThrow().valueText());
      assertEquals(ThreeMembers.SIZE, other.endpoints().size());
      members.start(0);
    }
  }
}
