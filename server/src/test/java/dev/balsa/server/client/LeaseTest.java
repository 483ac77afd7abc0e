package dev.balsa.server.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.client.BalsaException;
import dev.balsa.client.Bytes;
import dev.balsa.client.InvalidRequestException;
import dev.balsa.client.Lease;
import dev.balsa.client.LeaseInfo;
import dev.balsa.client.LeaseLostException;
import dev.balsa.client.Watch;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a lease does while nothing is broken. */
@AlsoOnThreeMembers
class LeaseTest extends OnEachServer {

  private static final Duration SHORTEST = Duration.ofSeconds(1);

  @Test
  void aLeaseLivesOnBeyondItsTimeAndItsKeysGoWhenItIsClosed() {
    Lease lease = client.leases().grant(SHORTEST).await();
    lease.put("alive", "yes").await();
    awaitEveryMember();
    Recorder seen = new Recorder();
    client.watches().listen(Watch.key("alive"), seen).started().await();
    Lease witness = client.leases().keep(client.leases().grantUnattended(SHORTEST).await()).await();
    witness.detach();
    client.kv().put(dev.balsa.client.Put.of("witness", "").withLease(witness)).await();
    // The witness was granted later and is not renewed: when it is gone, the time is over.
    Recorder over = new Recorder();
    client.watches().listen(Watch.key("witness").deletesOnly(), over).started().await();
    over.awaitChanges(1);
    assertTrue(lease.isAlive());
    assertTrue(client.kv().get("alive").await().isPresent());
    lease.close();
    assertEquals(List.of("-alive"), seen.awaitChanges(1));
    assertTrue(lease.lost().isCancelled());
    assertFalse(lease.isAlive());
  }

  @Test
  void theOwnerIsToldWhenSomebodyElseEndsTheLease() {
    Lease lease = client.leases().grant(SHORTEST).await();
    client.leases().revoke(lease.id()).await();
    LeaseLostException lost = lease.lost().await(PATIENCE);
    assertTrue(lost.getMessage().contains(Long.toHexString(lease.id())), lost.getMessage());
    assertFalse(lease.isAlive());
  }

  @Test
  void aLostLeaseIsGrantedAnewWithItsKeys() {
    Lease lease = client.leases().grant(SHORTEST).await();
    lease.put("worker", "busy").await();
    lease.put(Bytes.of("port"), Bytes.of("80")).await();
    client.leases().revoke(lease.id()).await();
    lease.lost().await(PATIENCE);
    assertEquals(Optional.empty(), client.kv().get("worker").await());
    Lease next = lease.regrant().await();
    assertEquals("busy", client.kv().get("worker").await().orElseThrow().valueText());
    assertEquals(next.id(), client.kv().get("port").await().orElseThrow().lease());
    next.close();
  }

  @Test
  void leasesTellWhatIsLeftOfThem() {
    long id = client.leases().grantUnattended(Duration.ofSeconds(60)).await();
    client.kv().put(dev.balsa.client.Put.of("k", "v").withLease(id)).await();
    LeaseInfo info = client.leases().info(id).await();
    assertEquals(60, info.grantedSeconds());
    assertTrue(info.remainingSeconds() > 30, info::toString);
    assertEquals(List.of(Bytes.of("k")), info.keys());
    assertTrue(client.leases().list().await().contains(id));
    client.leases().revoke(id).await();
    assertFalse(client.leases().info(id).await().exists());
    assertThrows(InvalidRequestException.class, () -> client.leases().revoke(id).await());
    BalsaException gone =
        assertThrows(BalsaException.class, () -> client.leases().keep(id).await());
    assertInstanceOf(LeaseLostException.class, gone);
  }
}
