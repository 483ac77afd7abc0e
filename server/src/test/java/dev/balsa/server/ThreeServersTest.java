package dev.balsa.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.api.LeaseGrantRequest;
import dev.balsa.api.LeaseGrpc;
import dev.balsa.api.LeaseTimeToLiveRequest;
import dev.balsa.api.StatusResponse;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What three servers promise together. */
class ThreeServersTest extends ServerTrio {

  @Test
  void threeServersFormOneClusterAndEachTakesWritesAndLinearizableReads() throws Exception {
    form();
    Set<Long> leaders = new HashSet<>();
    Set<Long> clusters = new HashSet<>();
    for (int i = 0; i < SIZE; i++) {
      StatusResponse status = status(i);
      leaders.add(status.getLeader());
      clusters.add(status.getHeader().getClusterId());
      put(i, "key-" + i, "value-" + i);
      assertEquals(3, servers[i].replica().members().size());
    }
    assertEquals(1, leaders.size());
    assertNotEquals(Set.of(0L), leaders);
    assertEquals(1, clusters.size());
    for (int i = 0; i < SIZE; i++) {
      assertEquals("value-" + (i + 1) % SIZE, get(i, "key-" + (i + 1) % SIZE));
    }
  }

  @Test
  void theOthersGoOnWithoutTheLeaderAndItCatchesUpWhenItIsBack() throws Exception {
    form();
    put(0, "before", "1");
    int old = leader();
    stop(old);
    int other = (old + 1) % SIZE;
    put(other, "during", "2");
    start(old);
    assertEquals("1", get(old, "before"));
    assertEquals("2", get(old, "during"));
    assertEquals(servers[other].replica().clusterId(), servers[old].replica().clusterId());
  }

  @Test
  void aLargeValueReachesEveryMember() throws Exception {
    form();
    String large = "x".repeat(1_400_000);
    put(0, "large", large);
    for (int i = 0; i < SIZE; i++) {
      assertEquals(large, get(i, "large"));
    }
  }

  @Test
  void everyMemberAnswersForLeases() throws Exception {
    form();
    LeaseGrpc.newBlockingStub(channels[0])
        .leaseGrant(LeaseGrantRequest.newBuilder().setID(77).setTTL(60).build());
    for (int i = 0; i < SIZE; i++) {
      get(i == 0 ? 0 : i, putOnce());
      long ttl =
          LeaseGrpc.newBlockingStub(channels[i])
              .leaseTimeToLive(LeaseTimeToLiveRequest.newBuilder().setID(77).build())
              .getTTL();
      assertTrue(ttl > 30 && ttl <= 62, "time to live " + ttl);
    }
  }

  private String putOnce() {
    put(0, "k", "v");
    return "k";
  }
}
