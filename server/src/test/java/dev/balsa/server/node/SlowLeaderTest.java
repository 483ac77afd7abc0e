package dev.balsa.server.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.balsa.server.apply.CommandKind;
import dev.balsa.server.apply.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A leader whose heartbeats go on while its disk or its state machine stands still. */
class SlowLeaderTest {

  private final SimulatedCluster cluster = new SimulatedCluster(42, 3);
  private final List<Outcome> outcomes = new ArrayList<>();

  private void put(int at, String key) {
    byte[] body = SimulatedMember.put(key, "v").toByteArray();
    cluster.replica(at).propose(CommandKind.PUT, body, outcomes::add);
  }

  @ParameterizedTest
  @ValueSource(strings = {"balsa-wal", "balsa-apply"})
  void handsLeadershipOverOnceAndWritesGoOn(String agent) throws Exception {
    cluster.start();
    cluster.turnUntil(
        () -> cluster.isUnited() && cluster.isEven() && cluster.replica(0).members().size() == 3,
        "agreement");
    cluster.turns(2_000);
    int old = cluster.leader();
    long term = cluster.replica(old).status().term();
    cluster.machine(old).environment.stalledAgent = agent;
    put(old, "stalled");
    cluster.turnUntil(() -> cluster.leader() >= 0 && cluster.leader() != old, "another leader");
    int next = cluster.leader();
    assertEquals(term + 1, cluster.replica(next).status().term());
    outcomes.clear();
    put(next, "k");
    cluster.turnUntil(() -> !outcomes.isEmpty(), "an answer");
    assertInstanceOf(Outcome.Executed.class, outcomes.get(0));
    cluster.machine(old).environment.stalledAgent = null;
    cluster.turnUntil(() -> cluster.isUnited() && cluster.isEven(), "agreement");
    assertNotEquals(old, cluster.leader());
  }
}
