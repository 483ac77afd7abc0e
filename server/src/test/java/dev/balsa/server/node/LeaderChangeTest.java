package dev.balsa.server.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.balsa.api.RangeRequest;
import dev.balsa.mvcc.View;
import dev.balsa.server.apply.CommandKind;
import dev.balsa.server.apply.OpDecoder;
import dev.balsa.server.apply.Outcome;
import dev.balsa.server.errors.EtcdError;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients notice of a change of leaders: nothing is done twice, and nobody waits for long. */
class LeaderChangeTest {

  private static final long ELECTION_NANOS = 1_000_000_000L;

  private final List<Object> answers = new ArrayList<>();

  private static SimulatedCluster formed(long seed) throws Exception {
    SimulatedCluster cluster = new SimulatedCluster(seed, 3);
    cluster.start();
    cluster.turnUntil(() -> cluster.isUnited() && cluster.isEven() && ready(cluster), "agreement");
    return cluster;
  }

  private static boolean ready(SimulatedCluster cluster) {
    for (int i = 0; i < cluster.size(); i++) {
      if (!cluster.machine(i).member.ready().isDone()) {
        return false;
      }
    }
    return true;
  }

  private static void put(SimulatedCluster cluster, int at, String key, Reply reply) {
    byte[] body = SimulatedMember.put(key, "v").toByteArray();
    cluster.replica(at).propose(CommandKind.PUT, body, reply);
  }

  private static long versionOf(SimulatedCluster cluster, int at, String key) {
    RangeRequest range = RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8(key)).build();
    var kvs = cluster.replica(at).view().range(OpDecoder.range(range)).kvs();
    return kvs.isEmpty() ? 0 : kvs.get(0).version();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void whileLeadershipMovesToAndFroNoWriteIsRefusedLostOrDoneTwice(long seed) throws Exception {
    SimulatedCluster cluster = formed(seed);
    TreeMap<String, Outcome> outcomes = new TreeMap<>();
    int proposed = 0;
    for (int move = 0; move < 6; move++) {
      int leader = cluster.leader();
      long target = cluster.ids.get((leader + 1 + move % 2) % 3);
      cluster.replica(leader).moveLeader(target, failure -> {});
      for (int i = 0; i < 30; i++) {
        String key = "k" + proposed++;
        put(cluster, proposed % 3, key, outcome -> outcomes.put(key, outcome));
        cluster.turns(5);
      }
      cluster.turnUntil(cluster::isUnited, "one leader");
    }
    int all = proposed;
    cluster.turnUntil(() -> outcomes.size() == all && cluster.isEven(), "all answers");
    for (Map.Entry<String, Outcome> each : outcomes.entrySet()) {
      assertInstanceOf(Outcome.Executed.class, each.getValue(), "seed " + seed + " " + each);
      assertEquals(1, versionOf(cluster, 0, each.getKey()), "seed " + seed + " " + each);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void underCutsAndLossesNoWriteIsDoneTwiceAndWhatIsAcknowledgedIsThere(long seed)
      throws Exception {
    SimulatedCluster cluster = formed(seed);
    Map<String, Outcome> outcomes = new HashMap<>();
    int proposed = 0;
    for (int round = 0; round < 8; round++) {
      cluster.network.lossOneIn = 8;
      if (round % 2 == 1) {
        int victim = cluster.random.nextInt(3);
        List<Long> others = new ArrayList<>(cluster.ids);
        others.remove(victim);
        cluster.network.isolate(cluster.ids.get(victim), others);
      }
      for (int i = 0; i < 40; i++) {
        String key = "k" + proposed++;
        put(cluster, proposed % 3, key, outcome -> outcomes.put(key, outcome));
        cluster.turns(20);
      }
      cluster.turns(500);
      cluster.network.heal();
      cluster.turnUntil(cluster::isUnited, "one leader");
    }
    int all = proposed;
    cluster.turnUntil(() -> outcomes.size() == all && cluster.isEven(), "all answers");
    Set<EtcdError> allowed =
        Set.of(
            EtcdError.TIMEOUT_DUE_TO_LEADER_FAIL,
            EtcdError.TIMEOUT_DUE_TO_CONNECTION_LOST,
            EtcdError.TIMEOUT);
    for (Map.Entry<String, Outcome> each : outcomes.entrySet()) {
      long version = versionOf(cluster, 0, each.getKey());
      String what = "seed " + seed + " " + each + " version " + version;
      if (each.getValue() instanceof Outcome.Failed failed) {
        assertTrue(allowed.contains(failed.error()) && version <= 1, what);
      } else {
        assertEquals(1, version, what);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void whenTheLeaderDiesWritesSucceedAgainWithinOneAndAHalfElectionTimeouts(long seed)
      throws Exception {
    SimulatedCluster cluster = formed(seed);
    cluster.stepNanos = 10_000_000L; // a network and disks that are quick against the timeout
    for (int i = 0; i < cluster.size(); i++) {
      cluster.machine(i).timeStandsStill = true; // clocks of the same speed
    }
    cluster.turns(2_000);
    int old = cluster.leader();
    int[] survivors = {(old + 1) % 3, (old + 2) % 3};
    cluster.crash(old);
    long diedNanos = nanos(cluster, survivors[0]);
    List<Outcome> done = new ArrayList<>();
    while (done.stream().noneMatch(Outcome.Executed.class::isInstance)) {
      for (int at : survivors) {
        put(cluster, at, "k", done::add);
      }
      cluster.turns(10);
    }
    long gapNanos = nanos(cluster, survivors[0]) - diedNanos;
    assertTrue(gapNanos <= ELECTION_NANOS * 3 / 2, "seed " + seed + " gap " + gapNanos);
  }

  private static long nanos(SimulatedCluster cluster, int at) {
    return cluster.machine(at).environment.clock().nanoTime();
  }

  @Test
  void aWriteWithoutALeaderWaitsForOneAndSucceeds() throws Exception {
    SimulatedCluster cluster = formed(7);
    int old = cluster.leader();
    int follower = (old + 1) % 3;
    cluster.crash(old);
    cluster.turnUntil(() -> !cluster.replica(follower).status().hasLeader(), "no leader");
    put(cluster, follower, "k", answers::add);
    cluster.turnUntil(() -> !answers.isEmpty(), "an answer");
    assertInstanceOf(Outcome.Executed.class, answers.get(0));
  }

  @Test
  void aReadWithoutALeaderWaitsForOneAndSucceeds() throws Exception {
    SimulatedCluster cluster = formed(7);
    int old = cluster.leader();
    int follower = (old + 1) % 3;
    cluster.replica(follower).linearize(read());
    cluster.crash(old);
    cluster.turnUntil(() -> !cluster.replica(follower).status().hasLeader(), "no leader");
    cluster.replica(follower).linearize(read());
    cluster.turnUntil(() -> answers.size() == 2, "answers");
    assertEquals(List.of(1L, 1L), answers);
  }

  @Test
  void withoutAMajorityWritesAndReadsEndWithTheRequestTimeout() throws Exception {
    SimulatedCluster cluster = formed(7);
    cluster.crash((cluster.leader() + 1) % 3);
    cluster.crash((cluster.leader() + 2) % 3);
    int left = cluster.leader();
    cluster.turnUntil(() -> !cluster.replica(left).status().hasLeader(), "no leader");
    put(cluster, left, "k", answers::add);
    cluster.replica(left).linearize(read());
    long sinceNanos = nanos(cluster, left);
    cluster.turnUntil(() -> answers.size() == 2, "answers");
    assertTrue(answers.contains(new Outcome.Failed(EtcdError.TIMEOUT)), answers::toString);
    assertTrue(answers.contains(EtcdError.TIMEOUT), answers::toString);
    long waitedNanos = nanos(cluster, left) - sinceNanos;
    assertTrue(waitedNanos >= 7_000_000_000L && waitedNanos < 8_000_000_000L, "" + waitedNanos);
  }

  private ReadReply read() {
    return new ReadReply() {
      @Override
      public void ready(View view) {
        answers.add(view.revision());
      }

      @Override
      public void failed(EtcdError error) {
        answers.add(error);
      }
    };
  }
}
