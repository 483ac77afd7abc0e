package dev.balsa.server.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.mvcc.View;
import dev.balsa.server.apply.CommandKind;
import dev.balsa.server.apply.Outcome;
import dev.balsa.server.errors.EtcdError;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Who votes alone reads without asking anybody, as soon as it has applied what others could have
 * acknowledged while they voted, too; not earlier.
 */
class LastVoterTest {

  private static final String APPLY = "balsa-apply";
  private static final String LOG = "balsa-wal";

  private SimulatedCluster cluster;
  private int leader;
  private int other;

  /** What others had applied when the script begins. */
  private long before;

  private final List<Outcome> written = new ArrayList<>();
  private final List<Long> read = new ArrayList<>();

  private void formed(long seed, int size) throws Exception {
    cluster = new SimulatedCluster(seed, size);
    for (int i = 0; i < size; i++) {
      cluster.machine(i).membership = new MembershipConfig(false, 1, 0, false, List.of());
    }
    cluster.start();
    agree();
    leader = cluster.leader();
    other = 1 - leader;
    before = cluster.replica(leader).status().committedIndex();
  }

  private void agree() throws Exception {
    cluster.turnUntil(() -> cluster.isUnited() && cluster.isEven() && isReady(), "agreement");
  }

  private boolean isReady() {
    for (int i = 0; i < cluster.size(); i++) {
      if (!cluster.machine(i).member.ready().isDone()) {
        return false;
      }
    }
    return true;
  }

  private void hold(int member, String agent) {
    cluster.machine(member).environment.stalledAgent = agent;
  }

  private void remove(int member) {
    cluster
        .replica(leader)
        .changeMembers(new MemberChange.Remove(cluster.ids.get(member)), outcome -> {});
  }

  private void put(int at) {
    byte[] body = SimulatedMember.put("k", "v").toByteArray();
    cluster.replica(at).propose(CommandKind.PUT, body, written::add);
  }

  private void knowsCommitted(int member, long count) throws Exception {
    cluster.turnUntil(
        () -> cluster.replica(member).status().committedIndex() >= before + count,
        "member " + member + " knows that " + count + " more are committed");
  }

  private void hasApplied(int member, long count) throws Exception {
    cluster.turnUntil(
        () -> cluster.replica(member).status().appliedIndex() >= before + count,
        "member " + member + " has applied " + count + " more");
  }

  private long acknowledgedRevision() throws Exception {
    cluster.turnUntil(() -> !written.isEmpty(), "an acknowledgement");
    return assertInstanceOf(Outcome.Executed.class, written.get(0)).result().revision();
  }

  /** Asks in every turn, while something is held and afterwards. */
  private void readsSee(int member, long revision, String held) throws Exception {
    hold(member, held);
    int asked = 0;
    for (int turn = 0; turn < 600; turn++) {
      if (turn == 300) {
        hold(member, null);
      }
      cluster.replica(member).linearize(new Reading());
      asked++;
      cluster.turn();
    }
    int all = asked;
    cluster.turnUntil(() -> read.size() == all, "answers to all reads");
    assertEquals(List.of(revision), read.stream().distinct().toList());
  }

  /** And then it asks nobody: the answer is there at once. */
  private void readsAtOnce(int member) throws Exception {
    cluster.turnUntil(
        () -> {
          int had = read.size();
          cluster.replica(member).linearize(new Reading());
          return read.size() == had + 1;
        },
        "a read without a round");
  }

  private final class Reading implements ReadReply {
    @Override
    public void ready(View view) {
      read.add(view.revision());
    }

    @Override
    public void failed(EtcdError error) {
      throw new AssertionError(error.text());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void theLeaderReadsWhatTheMemberThatWentHadAcknowledged(long seed) throws Exception {
    formed(seed, 2);
    hold(0, APPLY);
    hold(1, APPLY);
    remove(other);
    knowsCommitted(leader, 1);
    put(other);
    knowsCommitted(leader, 2);
    hold(other, null);
    long revision = acknowledgedRevision();
    hold(leader, null);
    hasApplied(leader, 1); // the removal ends a batch
    readsSee(leader, revision, APPLY);
    readsAtOnce(leader);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void theSuccessorReadsWhatTheLeaderThatWentHadAcknowledged(long seed) throws Exception {
    formed(seed, 2);
    hold(0, APPLY);
    hold(1, APPLY);
    remove(leader);
    knowsCommitted(other, 1);
    put(leader);
    knowsCommitted(leader, 2);
    cluster.network.cut(cluster.ids.get(leader), cluster.ids.get(other));
    assertTrue(cluster.replica(other).status().committedIndex() < before + 2);
    hold(leader, null);
    long revision = acknowledgedRevision();
    cluster.crash(leader);
    hold(other, null);
    hasApplied(other, 1);
    readsSee(other, revision, LOG);
    readsAtOnce(other);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void theLeaderReadsWhatAMemberAcknowledgedThatVotesAlready(long seed) throws Exception {
    formed(seed, 1);
    long learner = addLearner();
    agree();
    hold(leader, APPLY);
    promote(learner);
    cluster.turnUntil(() -> !cluster.replica(1).status().learner(), "it knows that it votes");
    put(1);
    long revision = acknowledgedRevision();
    readsSee(leader, revision, APPLY);
  }

  @Test
  void aChangeThatIsRefusedInterruptsItOnly() throws Exception {
    formed(1, 1);
    addLearner();
    agree();
    readsAtOnce(leader);
    List<Outcome> outcomes = new ArrayList<>();
    List<String> inUse = SimulatedMember.info(10, "m0").peerUrls();
    cluster.replica(leader).changeMembers(new MemberChange.Add(inUse, false), outcomes::add);
    cluster.turnUntil(() -> !outcomes.isEmpty(), "an answer");
    assertEquals(List.of(new Outcome.Failed(EtcdError.PEER_URL_EXIST)), outcomes);
    readsAtOnce(leader);
  }

  /** Until the learner is ready for it, and the entry is committed; nobody is told so yet. */
  private void promote(long learner) throws Exception {
    long committed = cluster.replica(leader).status().committedIndex();
    List<Outcome> refusals = new ArrayList<>();
    List<MemberChange> asked = new ArrayList<>();
    cluster.turnUntil(
        () -> {
          if (refusals.size() == asked.size()) {
            asked.add(new MemberChange.Promote(learner));
            cluster.replica(leader).changeMembers(asked.get(0), refusals::add);
          }
          return cluster.replica(leader).status().committedIndex() > committed;
        },
        "the promotion");
  }

  private long addLearner() throws Exception {
    List<String> urls = SimulatedMember.info(0, "new0").peerUrls();
    List<Outcome> outcomes = new ArrayList<>();
    cluster.replica(leader).changeMembers(new MemberChange.Add(urls, true), outcomes::add);
    cluster.turnUntil(() -> !outcomes.isEmpty(), "an answer");
    long id = assertInstanceOf(Outcome.MembersChanged.class, outcomes.get(0)).memberId();
    cluster.addMachine(id, "new0");
    cluster.start();
    return id;
  }
}
