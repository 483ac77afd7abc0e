package dev.balsa.server.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.api.LeaseGrantRequest;
import dev.balsa.mvcc.View;
import dev.balsa.server.apply.CommandKind;
import dev.balsa.server.apply.Outcome;
import dev.balsa.server.errors.EtcdError;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ClusterTest {

  private static final long SEED = 42;

  private final SimulatedCluster cluster = new SimulatedCluster(SEED, 3);
  private final List<Object> answers = new ArrayList<>();

  private final ReadReply read =
      new ReadReply() {
        @Override
        public void ready(View view) {
          answers.add(view.revision());
        }

        @Override
        public void failed(EtcdError error) {
          answers.add(error);
        }
      };

  private void form() throws Exception {
    cluster.start();
    cluster.turnUntil(this::allReady, "all members are ready");
    cluster.turnUntil(() -> cluster.isUnited() && cluster.isEven(), "all members agree");
  }

  private boolean allReady() {
    for (int i = 0; i < cluster.size(); i++) {
      if (!cluster.machine(i).member.ready().isDone()) {
        return false;
      }
    }
    return true;
  }

  private int follower() {
    return (cluster.leader() + 1) % cluster.size();
  }

  private Object answer() throws Exception {
    cluster.turnUntil(() -> !answers.isEmpty(), "an answer");
    return answers.remove(0);
  }

  private Object put(int at, String key, String value) throws Exception {
    byte[] body = SimulatedMember.put(key, value).toByteArray();
    cluster.replica(at).propose(CommandKind.PUT, body, answers::add);
    return answer();
  }

  @Test
  void threeFreshMembersFormOneClusterAndKnowEachOther() throws Exception {
    form();
    for (int i = 0; i < 3; i++) {
      Replica replica = cluster.replica(i);
      assertEquals(cluster.replica(0).clusterId(), replica.clusterId());
      assertEquals(
          List.of("m0", "m1", "m2"), replica.members().stream().map(m -> m.name()).toList());
      assertTrue(replica.members().stream().noneMatch(m -> m.clientUrls().isEmpty()));
      assertEquals("3.7.0", replica.clusterVersion());
    }
  }

  @Test
  void aFollowerTakesWritesAndEveryMemberReadsThem() throws Exception {
    form();
    assertInstanceOf(Outcome.Executed.class, put(follower(), "k", "v"));
    for (int i = 0; i < 3; i++) {
      cluster.replica(i).linearize(read);
      assertEquals(2L, answer());
    }
  }

  @Test
  void theOthersElectANewLeaderWhenTheLeaderIsCutOffAndItFollowsWhenItIsBack() throws Exception {
    form();
    int old = cluster.leader();
    List<Long> others = new ArrayList<>(cluster.ids);
    others.remove(old);
    cluster.network.isolate(cluster.ids.get(old), others);
    cluster.turnUntil(() -> cluster.leader() >= 0 && cluster.leader() != old, "a new leader");
    assertInstanceOf(Outcome.Executed.class, put(cluster.leader(), "k", "v"));
    cluster.turnUntil(() -> !cluster.replica(old).status().leader(), "the old one steps down");
    cluster.network.heal();
    cluster.turnUntil(() -> cluster.isUnited() && cluster.isEven(), "all members agree");
    assertEquals(2, cluster.replica(old).view().revision());
  }

  @Test
  void aReadIsAskedAgainWhenTheAnswerWasLost() throws Exception {
    form();
    int follower = follower();
    long leaderId = cluster.ids.get(cluster.leader());
    cluster.network.cut(cluster.ids.get(follower), leaderId);
    cluster.replica(follower).linearize(read);
    cluster.turns(300);
    assertTrue(answers.isEmpty());
    cluster.network.heal();
    assertEquals(1L, answer());
  }

  @Test
  void aReadWithoutAnAnswerIsGivenUpAndNotServed() throws Exception {
    form();
    int follower = follower();
    long leaderId = cluster.ids.get(cluster.leader());
    cluster.network.cut(cluster.ids.get(follower), leaderId);
    cluster.replica(follower).linearize(read);
    assertInstanceOf(EtcdError.class, answer());
  }

  @Test
  void aWriteThatTheOldLeaderTookWithItIsGivenUpAsSoonAsThatIsSure() throws Exception {
    form();
    int old = cluster.leader();
    int follower = follower();
    cluster.crash(old);
    byte[] body = SimulatedMember.put("k", "v").toByteArray();
    long beforeNanos = cluster.machine(follower).environment.clock().nanoTime();
    cluster.replica(follower).propose(CommandKind.PUT, body, answers::add);
    assertEquals(new Outcome.Failed(EtcdError.TIMEOUT_DUE_TO_LEADER_FAIL), answer());
    long waitedNanos = cluster.machine(follower).environment.clock().nanoTime() - beforeNanos;
    assertTrue(waitedNanos < 5_000_000_000L, "waited " + waitedNanos);
    assertInstanceOf(Outcome.Executed.class, put(follower, "k", "v"));
  }

  @Test
  void leadershipMovesToTheMemberThatWasAskedForWithinOneTerm() throws Exception {
    form();
    int target = follower();
    long term = cluster.replica(target).status().term();
    cluster
        .replica(cluster.leader())
        .moveLeader(cluster.ids.get(target), failure -> answers.add(String.valueOf(failure)));
    assertEquals("null", answer());
    cluster.turnUntil(() -> cluster.leader() == target, "the target leads");
    assertEquals(term + 1, cluster.replica(target).status().term());
  }

  @Test
  void aFollowerCannotMoveLeadership() throws Exception {
    form();
    cluster
        .replica(follower())
        .moveLeader(cluster.ids.get(follower()), failure -> answers.add(failure));
    assertEquals(EtcdError.NOT_LEADER, answer());
  }

  @Test
  void aLeaderThatStopsHandsOverFirst() throws Exception {
    form();
    int old = cluster.leader();
    long term = cluster.replica(old).status().term();
    CompletableFuture<Void> done = cluster.machine(old).member.handOver();
    cluster.turnUntil(done::isDone, "somebody else leads");
    cluster.turnUntil(cluster::isUnited, "all follow");
    assertNotEquals(old, cluster.leader());
    assertEquals(term + 1, cluster.replica(old).status().term());
  }

  @Test
  void aFollowerRenewsLeasesThroughTheLeader() throws Exception {
    form();
    LeaseGrantRequest grant = LeaseGrantRequest.newBuilder().setID(5).setTTL(10).build();
    cluster.replica(follower()).propose(CommandKind.LEASE_GRANT, grant.toByteArray(), answers::add);
    assertInstanceOf(Outcome.LeaseGranted.class, answer());
    LeaseReply reply =
        new LeaseReply() {
          @Override
          public void lease(long revision, long ttl, long granted, List<byte[]> keys) {
            answers.add(ttl);
          }

          @Override
          public void failed(EtcdError error) {
            answers.add(error);
          }
        };
    cluster.replica(follower()).keepAlive(5, reply);
    assertEquals(10L, answer());
    cluster.replica(follower()).timeToLive(5, false, reply);
    assertNotEquals(-1L, answer());
  }

  @Test
  void aLeaseLivesOnUnderANewLeaderAndRunsOutThere() throws Exception {
    form();
    LeaseGrantRequest grant = LeaseGrantRequest.newBuilder().setID(5).setTTL(10).build();
    cluster.replica(follower()).propose(CommandKind.LEASE_GRANT, grant.toByteArray(), answers::add);
    assertInstanceOf(Outcome.LeaseGranted.class, answer());
    int old = cluster.leader();
    cluster.crash(old);
    cluster.turnUntil(() -> cluster.leader() >= 0, "a new leader");
    int leader = cluster.leader();
    assertNotEquals(old, leader);
    cluster.turnUntil(
        () -> cluster.machine(leader).store.leases().get(5) == null, "the lease is revoked");
  }
}
