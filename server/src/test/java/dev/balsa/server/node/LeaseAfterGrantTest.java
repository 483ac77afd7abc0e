package dev.balsa.server.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
 * A follower may apply a grant, and its client hear of it, before the leader has applied it. The
 * leader must not say then that there is no such lease. Found by seed 134 of the simulator.
 */
class LeaseAfterGrantTest {

  private static final long TTL_SECONDS = 60;

  static List<Long> seeds() {
    return new SplittableRandom(Long.getLong("balsa.seed", 134))
        .longs(Integer.getInteger("balsa.seeds", 10))
        .boxed()
        .toList();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void aLeaseThatWasJustGrantedIsKnownToTheLeader(long seed) throws Exception {
    SimulatedCluster cluster = new SimulatedCluster(seed, 3).start();
    cluster.turnUntil(cluster::isUnited, "a leader");
    int leader = cluster.leader();
    Replica follower = cluster.replica((leader + 1) % 3);
    // The others' disks make a majority; what the leader has not on its own disk it does not apply.
    cluster.machine(leader).environment.stalledAgent = "balsa-wal";
    List<Outcome> granted = new ArrayList<>();
    byte[] grant =
        LeaseGrantRequest.newBuilder().setID(7).setTTL(TTL_SECONDS).build().toByteArray();
    follower.propose(CommandKind.LEASE_GRANT, grant, granted::add);
    cluster.turnUntil(() -> !granted.isEmpty(), "the grant");
    assertTrue(granted.get(0) instanceof Outcome.LeaseGranted, () -> "" + granted);
    Answer renewed = new Answer();
    Answer left = new Answer();
    follower.keepAlive(7, renewed);
    follower.timeToLive(7, false, left);
    cluster.turns(200);
    cluster.machine(leader).environment.stalledAgent = null;
    cluster.turnUntil(() -> renewed.isThere() && left.isThere(), "both answers");
    assertEquals(TTL_SECONDS, renewed.ttlSeconds, () -> "renewed; " + renewed.error);
    assertTrue(left.ttlSeconds > 0, () -> "left; " + left.error);
  }

  private static final class Answer implements LeaseReply {
    private long ttlSeconds = Long.MIN_VALUE;
    private EtcdError error;

    boolean isThere() {
      return error != null || ttlSeconds != Long.MIN_VALUE;
    }

    @Override
    public void lease(long revision, long seconds, long grantedTtlSeconds, List<byte[]> keys) {
      ttlSeconds = seconds;
    }

    @Override
    public void failed(EtcdError refusal) {
      error = refusal;
    }
  }
}
