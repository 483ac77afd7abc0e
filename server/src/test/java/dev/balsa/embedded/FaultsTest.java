package dev.balsa.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.client.BalsaClient;
import dev.balsa.client.CompactedException;
import dev.balsa.client.Get;
import dev.balsa.client.Lease;
import dev.balsa.client.Put;
import dev.balsa.client.Reply;
import dev.balsa.testkit.BalsaTest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Three members, and all that can happen to them. */
@BalsaTest(
    members = 3,
    shared = true,
    flags = {"snapshot-count=20", "experimental-snapshot-catchup-entries=5"})
@Timeout(120)
class FaultsTest {

  private static final Duration LONG = Duration.ofMinutes(1);

  private final EmbeddedBalsa balsa;
  private final BalsaClient client;
  private final Faults faults;

  FaultsTest(EmbeddedBalsa balsa, Faults faults) {
    this.balsa = balsa;
    this.client = balsa.client();
    this.faults = faults;
  }

  @BeforeEach
  void everybodyIsReady() {
    put("before", "1");
  }

  private void put(String key, String value) {
    client.kv().put(Put.of(key, value).idempotent()).await(LONG);
  }

  private String get(String key) {
    return client.kv().get(key).await(LONG).map(kv -> kv.valueText()).orElse("nothing");
  }

  /** Asks one member for what it has itself. */
  private String has(EmbeddedMember member, String key) {
    try (BalsaClient one =
        BalsaClient.builder()
            .endpoints(member.name())
            .channels(name -> member.channelBuilder())
            .requestTimeout(LONG)
            .build()) {
      return one.kv()
          .get(Get.key(key).serializable())
          .await()
          .first()
          .map(kv -> kv.valueText())
          .orElse("nothing");
    }
  }

  /** Puts until something is so: each put is a moment for the cluster to move. */
  private void await(BooleanSupplier so) {
    while (!so.getAsBoolean()) {
      put("moment", "passes");
    }
  }

  private EmbeddedMember leader() {
    await(() -> balsa.leader().isPresent());
    return balsa.leader().orElseThrow();
  }

  @Test
  void whatWasAcknowledgedOutlivesALeaderThatIsKilled() {
    EmbeddedMember leader = leader();
    put("a", "1");
    faults.kill(leader);
    assertFalse(leader.isRunning());
    assertEquals("1", get("a"));
    put("a", "2");
    leader.start();
    await(() -> has(leader, "a").equals("2"));
  }

  @Test
  void allMembersMayBeKilledAtOnce() {
    put("a", "1");
    balsa.members().forEach(faults::kill);
    faults.repair();
    assertEquals("1", get("a"));
  }

  @Test
  void aPausedLeaderIsReplacedAndFollowsWhenItGoesOn() {
    EmbeddedMember leader = leader();
    faults.pause(leader);
    put("a", "1");
    faults.resume(leader);
    await(() -> has(leader, "a").equals("1"));
  }

  @Test
  void aPausedMemberAnswersNobody() {
    EmbeddedMember member = balsa.member(1);
    faults.pause(member);
    try (BalsaClient one =
        BalsaClient.builder()
            .endpoints(member.name())
            .channels(name -> member.channelBuilder())
            .requestTimeout(LONG)
            .build()) {
      Reply<?> reply = one.kv().get(Get.key("before").serializable());
      put("a", "1");
      assertFalse(reply.isDone());
      faults.resume(member);
      reply.await();
    }
  }

  @Test
  void aLeaderThatIsCutOffIsReplacedAndForgetsWhatItCouldNotCommit() {
    EmbeddedMember leader = leader();
    faults.isolate(leader);
    await(() -> balsa.members().stream().anyMatch(each -> each != leader && each.isLeader()));
    put("a", "1");
    faults.heal();
    await(() -> has(leader, "a").equals("1"));
    assertEquals("1", get("a"));
  }

  @Test
  void aLeaderThatIsHeardByNobodyIsReplacedAlthoughItHearsEverybody() {
    EmbeddedMember leader = leader();
    for (EmbeddedMember other : balsa.members()) {
      if (other != leader) {
        faults.cut(leader, other);
      }
    }
    await(() -> balsa.members().stream().anyMatch(each -> each != leader && each.isLeader()));
    balsa.members().forEach(other -> faults.mend(leader, other));
    put("a", "1");
    await(() -> has(leader, "a").equals("1"));
  }

  @Test
  void aMemberThatWasAwayForLongGetsACopyOfTheStore() {
    EmbeddedMember away = balsa.member(2);
    away.stop();
    put("a", "1");
    for (int i = 0; i < 60; i++) {
      put("filler", "1"); // more than the log keeps in memory
    }
    away.start();
    await(() -> has(away, "a").equals("1"));
  }

  @Test
  void aLeaseCanBeEndedAtOnce() {
    Lease lease = client.leases().grant(Duration.ofMinutes(10)).await();
    lease.put("mine", "1").await();
    faults.expireLease(lease.id());
    assertEquals("nothing", get("mine"));
    assertThrows(IllegalStateException.class, () -> faults.expireLease(lease.id()));
  }

  @Test
  void timePassesWhenTheClockIsMoved() {
    long lease = client.leases().grantUnattended(Duration.ofMinutes(10)).await();
    client.kv().put(Put.of("mine", "1").withLease(lease)).await();
    faults.advanceClock(Duration.ofMinutes(5));
    assertEquals("1", get("mine"));
    assertTrue(client.leases().info(lease).await().remainingSeconds() <= 301);
    faults.advanceClock(Duration.ofMinutes(6));
    await(() -> client.kv().get("mine").await(LONG).isEmpty());
  }

  @Test
  void historyIsForgottenOnDemand() {
    long old = client.kv().put("a", "1").await().revision();
    put("a", "2");
    assertEquals(faults.compact(), faults.compact());
    assertThrows(
        CompactedException.class, () -> client.kv().get(Get.key("a").atRevision(old)).await());
    assertEquals(Optional.of("2"), client.kv().get("a").await().map(kv -> kv.valueText()));
  }

  @Test
  void aMemberWhoseDiskIsFullStopsAndComesBackWhenThereIsRoom() {
    EmbeddedMember full = leader();
    faults.fillDisk(full);
    await(() -> !full.isRunning());
    assertThrows(java.io.UncheckedIOException.class, full::start);
    put("a", "1");
    faults.freeDisk(full);
    full.start();
    await(() -> has(full, "a").equals("1"));
  }

  @Test
  void aClusterThatNobodyCanBreakSaysSo() {
    try (EmbeddedBalsa plain = EmbeddedBalsa.start()) {
      assertThrows(IllegalStateException.class, plain::faults);
    }
    assertEquals(List.of(), balsa.members().stream().filter(each -> each.id() == 0).toList());
  }
}
