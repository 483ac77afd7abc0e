package dev.balsa.server.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.api.LeaseGrantRequest;
import dev.balsa.server.apply.CommandKind;
import dev.balsa.server.apply.Outcome;
import dev.balsa.server.errors.EtcdError;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A leader stands still until another one leads, and goes on with a clock on which every lease has
 * run out. Clients have renewed their leases with the new leader, which must not be made to revoke
 * them. Found by seeds 500381 and 500505 of the simulator.
 */
class LeaseAfterPauseTest {

  private static final long TTL_SECONDS = 30;
  private static final long SECOND = 1_000_000_000L;

  static List<Long> seeds() {
    return new SplittableRandom(Long.getLong("balsa.seed", 500505))
        .longs(Integer.getInteger("balsa.seeds", 10))
        .boxed()
        .toList();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void aLeaderThatStoodStillRevokesNothingThatAnotherOneKeeps(long seed) throws Exception {
    SimulatedCluster cluster = new SimulatedCluster(seed, 3).start();
    cluster.turnUntil(cluster::isUnited, "a leader");
    int old = cluster.leader();
    List<Outcome> granted = new ArrayList<>();
    byte[] grant =
        LeaseGrantRequest.newBuilder().setID(7).setTTL(TTL_SECONDS).build().toByteArray();
    cluster.replica(old).propose(CommandKind.LEASE_GRANT, grant, granted::add);
    cluster.turnUntil(() -> !granted.isEmpty() && cluster.isEven(), "the grant");

    cluster.pause(old);
    cluster.turnUntil(() -> cluster.leader() != old, "another leader");
    int leader = cluster.leader();
    for (int i = 0; i < TTL_SECONDS + 10; i++) { // it stands still for longer than the lease lives
      cluster.pass(SECOND);
      renew(cluster, leader);
    }
    cluster.goOn(old);
    cluster.turns(3_000);
    cluster.turnUntil(() -> cluster.isUnited() && cluster.isEven(), "all are together again");
    assertNotEquals(old, cluster.leader());
    renew(cluster, cluster.leader());
  }

  private static void renew(SimulatedCluster cluster, int leader) throws Exception {
    List<Long> left = new ArrayList<>();
    cluster
        .replica(leader)
        .keepAlive(
            7,
            new LeaseReply() {
              @Override
              public void lease(long revision, long ttl, long granted, List<byte[]> keys) {
                left.add(ttl);
              }

              @Override
              public void failed(EtcdError error) {
                left.add(-1L);
              }
            });
    cluster.turnUntil(() -> !left.isEmpty(), "an answer to the keepalive");
    assertEquals(TTL_SECONDS, left.get(0), "what is left of the lease");
    assertTrue(cluster.replica(leader).status().leader());
  }
}
