package dev.balsa.server.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.server.apply.CommandKind;
import dev.balsa.server.apply.MemberInfo;
import dev.balsa.server.apply.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The last resort when a majority is lost: one member goes on alone with its data. */
class ForceNewClusterTest {

  static List<Long> seeds() {
    return new SplittableRandom(20261122).longs(20).boxed().toList();
  }

  private static List<Outcome> put(SimulatedCluster cluster, int at, String key) {
    List<Outcome> outcomes = new ArrayList<>();
    cluster
        .replica(at)
        .propose(CommandKind.PUT, SimulatedMember.put(key, key).toByteArray(), outcomes::add);
    return outcomes;
  }

  private static boolean isDone(List<Outcome> outcomes) {
    return !outcomes.isEmpty() && outcomes.get(0) instanceof Outcome.Executed;
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void oneMemberOfThreeGoesOnAloneWithEverythingThatItHad(long seed) throws Exception {
    SimulatedCluster cluster = new SimulatedCluster(seed, 3).start();
    cluster.turnUntil(cluster::isUnited, "one leader");
    int survivor = cluster.random.nextInt(3);
    long lastRevision = 0;
    int writes = 1 + cluster.random.nextInt(40);
    for (int i = 0; i < writes; i++) {
      List<Outcome> outcomes = put(cluster, survivor, "key-" + i);
      cluster.turnUntil(() -> !outcomes.isEmpty(), "an answer");
      if (outcomes.get(0) instanceof Outcome.Executed executed) {
        lastRevision = executed.result().revision();
      }
    }
    put(cluster, survivor, "in flight");
    cluster.turns(cluster.random.nextInt(60));
    for (int i = 0; i < 3; i++) {
      cluster.crash(i);
    }
    SimulatedMember machine = cluster.machine(survivor);
    machine.membership = new MembershipConfig(true, 1, 0, true, List.of("http://localhost:2380"));
    cluster.boot(survivor);
    cluster.turnUntil(() -> cluster.replica(survivor).status().leader(), "the survivor leads");
    List<Outcome> again = put(cluster, survivor, "again");
    cluster.turnUntil(() -> isDone(again), "a write succeeds");
    assertAlone(cluster, survivor);
    long revision = machine.store.view().revision();
    assertTrue(revision > lastRevision, "an acknowledged write is lost");
    // Without the flag, and with it once more, nothing changes.
    for (MembershipConfig next : List.of(MembershipConfig.DEFAULT, machine.membership)) {
      cluster.crash(survivor);
      machine.membership = next;
      cluster.boot(survivor);
      List<Outcome> more = put(cluster, survivor, "more");
      cluster.turnUntil(() -> isDone(more), "it still serves");
      assertAlone(cluster, survivor);
    }
  }

  private static void assertAlone(SimulatedCluster cluster, int survivor) {
    List<MemberInfo> members = cluster.replica(survivor).members();
    assertEquals(List.of(cluster.ids.get(survivor)), members.stream().map(MemberInfo::id).toList());
  }
}
