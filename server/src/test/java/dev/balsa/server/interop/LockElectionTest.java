package dev.balsa.server.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.util.concurrent.ListenableFuture;
import dev.balsa.api.CampaignResponse;
import dev.balsa.api.KeyValue;
import dev.balsa.api.LeaderKey;
import dev.balsa.api.LeaderResponse;
import dev.balsa.api.LockResponse;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The Lock and Election services: the same play on etcd and on Balsa, and the same answers. */
class LockElectionTest {

  private static final long A = 0x10;
  private static final long B = 0x20;
  private static final long C = 0x30;
  private static final long UNKNOWN = 0x99;

  private static List<String> onBalsa(Consumer<ContestPlay> scene) {
    return on(Subjects.newest(), scene);
  }

  private static List<String> on(Subject subject, Consumer<ContestPlay> scene) {
    try (subject;
        ContestPlay play = new ContestPlay(subject)) {
      play.lease(A);
      play.lease(B);
      play.lease(C);
      scene.accept(play);
      return play.seen();
    }
  }

  private static void sameOnBoth(Consumer<ContestPlay> scene) {
    assertEquals(String.join("\n", on(Subjects.etcd(), scene)), String.join("\n", onBalsa(scene)));
  }

  @Test
  void locksAnswerAsEtcdDoes() {
    sameOnBoth(LockElectionTest::locks);
  }

  @Test
  void electionsAnswerAsEtcdDoes() {
    sameOnBoth(LockElectionTest::elections);
  }

  @Test
  void aLockIsHandedOnInTheOrderOfAsking() {
    List<String> seen = onBalsa(LockElectionTest::locks);
    assertTrue(seen.stream().anyMatch(line -> line.startsWith("C owns")), () -> "" + seen);
  }

  /** A owns, asks again, B and C wait, B gives up, A unlocks, C owns. */
  private static void locks(ContestPlay play) {
    play.note("A", play.lock("l", A));
    play.note("A again", play.lock("l", A));
    ListenableFuture<LockResponse> b = play.lock("l", B);
    play.awaitKeys("l/", keys -> keys == 2);
    ListenableFuture<LockResponse> c = play.lock("l", C);
    play.awaitKeys("l/", keys -> keys == 3);
    assertFalse(b.isDone() || c.isDone(), "nobody but A owns the lock");
    b.cancel(true);
    play.awaitKeys("l/", keys -> keys == 2);
    assertFalse(c.isDone(), "A still owns the lock");
    play.note("A unlocks", play.unlock("l/10"));
    play.note("C owns", c);
    play.note("unlock once more", play.unlock("l/10"));
    play.note("no key", play.unlock(""));
    play.note("unknown lease", play.lock("m", UNKNOWN));
    play.note("left behind", () -> play.keysBelow("m/"));
    play.note("C unlocks", play.unlock("l/30"));
    play.note("nothing left", () -> play.keysBelow("l/"));
  }

  private static void elections(ContestPlay play) {
    play.note("nobody", play.leader("e"));
    CampaignResponse elected = play.note("A", play.campaign("e", A, "a"));
    Iterator<LeaderResponse> observed = play.observe("e");
    play.note("observed a", observed::next);
    play.note("leader a", play.leader("e"));
    LeaderKey a = elected.getLeader();
    play.note("A proclaims", play.proclaim(a, "a2"));
    play.note("observed a2", observed::next);
    play.note("A campaigns again", play.campaign("e", A, "a3"));
    play.note("observed a3", observed::next);
    ListenableFuture<CampaignResponse> b = play.campaign("e", B, "b");
    play.awaitKeys("e/", keys -> keys == 2);
    assertFalse(b.isDone(), "A leads");
    play.note("A resigns", play.resign(a));
    play.note("B", b);
    play.note("observed b", observed::next);
    play.note("A is not leader", play.proclaim(a, "a4"));
    play.note("A resigns again", play.resign(a));
    play.note("nobody proclaims", play.proclaim(null, "x"));
    play.note("nobody resigns", play.resign(null));
    play.note("unknown lease", play.campaign("f", UNKNOWN, "x"));
    play.revoke(B);
    play.note("B's lease is gone", play.leader("e"));
    play.note("C", play.campaign("e", C, "c"));
    play.note("observed c", observed::next);
  }

  @Test
  void aLockWithoutALeaseGetsOneOfAMinute() {
    onBalsa(
        play -> {
          play.note("locked", play.lock("l", 0));
          KeyValue kv = play.keysBelow("l/").getKvs(0);
          assertEquals("l/" + Long.toHexString(kv.getLease()), kv.getKey().toStringUtf8());
        });
  }

  @Test
  void aPlaceWhoseLeaseRanOutDuringTheWaitingIsNoLock() {
    List<String> seen =
        onBalsa(
            play -> {
              play.note("A", play.lock("l", A));
              ListenableFuture<LockResponse> b = play.lock("l", B);
              play.awaitKeys("l/", keys -> keys == 2);
              play.revoke(B);
              play.awaitKeys("l/", keys -> keys == 1);
              play.note("unlock", play.unlock("l/10"));
              play.note("B", b);
            });
    assertEquals("B: UNKNOWN mutex: session is expired", seen.get(2));
  }

  @Test
  void whoWaitsIsToldWhenTheServerStops() {
    Subject subject = Subjects.newest();
    try (ContestPlay play = new ContestPlay(subject)) {
      play.lease(A);
      play.lease(B);
      play.note("A", play.lock("l", A));
      ListenableFuture<LockResponse> b = play.lock("l", B);
      play.awaitKeys("l/", keys -> keys == 2);
      subject.close();
      play.note("B", b);
      assertEquals("B: UNAVAILABLE etcdserver: server stopped", play.seen().get(1));
    }
  }
}
