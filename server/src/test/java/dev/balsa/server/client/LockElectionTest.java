package dev.balsa.server.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.client.BalsaClient;
import dev.balsa.client.BalsaException;
import dev.balsa.client.Get;
import dev.balsa.client.HeldLock;
import dev.balsa.client.KeyValue;
import dev.balsa.client.Leadership;
import dev.balsa.client.Lease;
import dev.balsa.client.LeaseLostException;
import dev.balsa.client.Observation;
import dev.balsa.client.Put;
import dev.balsa.client.Reply;
import dev.balsa.client.Txn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Locks and elections. */
@AlsoOnThreeMembers
class LockElectionTest extends OnEachServer {

  private static final Duration TTL = Duration.ofSeconds(5);

  private Lease lease() {
    return client.leases().grant(TTL).await();
  }

  @Test
  void aLockHasTheKeyLayoutOfEtcd() {
    HeldLock lock = client.locks().acquire("job", TTL).await();
    KeyValue key = client.kv().get(Get.prefix("job/")).await().kvs().get(0);
    assertEquals("job/" + Long.toHexString(lock.lease().id()), key.keyText());
    assertEquals(lock.fence(), key.createRevision());
    assertEquals(lock.lease().id(), key.lease());
    lock.close();
    assertEquals(0, client.kv().get(Get.prefix("job/")).await().count());
    assertFalse(lock.lease().isAlive());
  }

  @Test
  void oneHoldsTheLockAtATimeInTheOrderOfComing() throws Exception {
    List<Reply<HeldLock>> waiting = new ArrayList<>();
    List<Long> fences = new ArrayList<>();
    BalsaClient other = BalsaClient.connect(server.endpoints());
    for (int i = 0; i < 6; i++) {
      waiting.add((i % 2 == 0 ? client : other).locks().acquire("job", TTL));
    }
    for (int i = 0; i < 6; i++) {
      Object done = Reply.anyOf(waiting.toArray(new Reply<?>[0])).get(20, TimeUnit.SECONDS);
      HeldLock lock = (HeldLock) done;
      assertEquals(1, waiting.stream().filter(Reply::isDone).count());
      fences.add(lock.fence());
      waiting.removeIf(Reply::isDone);
      Txn asked = Txn.when(lock.held()).then(Get.prefix("job/"));
      assertTrue(client.kv().commit(asked).await().succeeded());
      lock.close();
    }
    assertEquals(fences.stream().sorted().toList(), fences);
    other.close();
  }

  @Test
  void aLockIsTriedWithoutWaiting() {
    Lease mine = lease();
    Lease theirs = lease();
    HeldLock held = client.locks().tryAcquire("job", mine).await().orElseThrow();
    assertEquals(Optional.empty(), client.locks().tryAcquire("job", theirs).await());
    held.unlock().await();
    assertTrue(client.locks().tryAcquire("job", theirs).await().isPresent());
    mine.close();
    theirs.close();
  }

  @Test
  void whoGivesUpWaitingLeavesTheQueue() {
    Lease mine = lease();
    Lease second = lease();
    Lease third = lease();
    HeldLock held = client.locks().acquire("job", mine).await();
    Reply<HeldLock> impatient = client.locks().acquire("job", second);
    assertThrows(BalsaException.class, () -> impatient.await(Duration.ofMillis(200)));
    Reply<HeldLock> patient = client.locks().acquire("job", third);
    held.unlock().await();
    assertTrue(patient.await(PATIENCE).fence() > held.fence());
    mine.close();
    second.close();
    third.close();
  }

  @Test
  void aLockEndsWithItsLeaseAndItsFenceKeepsTheFormerOwnerOut() {
    Lease mine = lease();
    Lease theirs = lease();
    HeldLock held = client.locks().acquire("job", mine).await();
    Reply<HeldLock> next = client.locks().acquire("job", theirs);
    client.leases().revoke(mine.id()).await();
    HeldLock taken = next.await(PATIENCE);
    held.lost().await(PATIENCE);
    assertTrue(taken.fence() > held.fence());
    Txn late = Txn.when(held.held()).then(Put.of("state", "mine"));
    assertFalse(client.kv().commit(late).await().succeeded());
    assertTrue(
        client
            .kv()
            .commit(Txn.when(taken.held()).then(Put.of("state", "theirs")))
            .await()
            .succeeded());
    theirs.close();
  }

  @Test
  void whoWaitsIsToldWhenItsOwnLeaseIsLost() {
    Lease mine = lease();
    Lease theirs = lease();
    client.locks().acquire("job", mine).await();
    Reply<HeldLock> waiting = client.locks().acquire("job", theirs);
    client.leases().revoke(theirs.id()).await();
    assertThrows(LeaseLostException.class, () -> waiting.await(PATIENCE));
    mine.close();
  }

  @Test
  void anElectionHasOneLeaderWhoCanBeObserved() throws Exception {
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    Observation observation =
        client
            .elections()
            .observe("boss", leader -> seen.add(leader.map(KeyValue::valueText).orElse("nobody")));
    assertEquals("nobody", seen.poll(20, TimeUnit.SECONDS));
    Lease mine = lease();
    Lease theirs = lease();
    Leadership first = client.elections().campaign("boss", mine, "me").await();
    assertEquals("me", seen.poll(20, TimeUnit.SECONDS));
    Reply<Leadership> second = client.elections().campaign("boss", theirs, "you");
    first.proclaim("still me").await();
    assertEquals("still me", seen.poll(20, TimeUnit.SECONDS));
    assertEquals("still me", client.elections().leader("boss").await().get().valueText());
    first.resign().await();
    Leadership next = second.await(PATIENCE);
    assertEquals("you", seen.poll(20, TimeUnit.SECONDS));
    assertTrue(next.fence() > first.fence());
    assertThrows(LeaseLostException.class, () -> first.proclaim("me again").await());
    theirs.close();
    assertEquals("nobody", seen.poll(20, TimeUnit.SECONDS));
    assertEquals(Optional.empty(), client.elections().leader("boss").await());
    observation.close();
    mine.close();
  }
}
