package dev.balsa.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules of the Raft paper about terms and elections, one test a sentence. */
class PaperElectionTest {

  private static final int ELECTION_TICKS = 10;

  /** Without pre-vote and check of the quorum, which the paper does not have. */
  private static RaftConfig plain(long id) {
    return RaftConfig.builder(id).preVote(false).checkQuorum(false).build();
  }

  private static RaftCore fresh() {
    return restored(new HardState(1, 0, 1), List.of());
  }

  private static RaftCore restored(HardState hardState, List<Entry> entries) {
    SnapshotMark start = new SnapshotMark(1, 1, Members.ofVoters(1L, 2L, 3L));
    return new RaftCore(
        plain(1), new SplittableRandom(7), new Restored(hardState, start, entries, 1));
  }

  /** Everything that leaves, with a disk that is done at once. */
  private static List<Message> drain(RaftCore core) {
    List<Message> messages = new ArrayList<>();
    while (core.hasReady()) {
      Ready ready = core.ready();
      messages.addAll(ready.sendNow());
      messages.addAll(ready.sendAfterPersist());
      if (ready.hasPersistPart()) {
        core.persisted(ready.persistTerm(), ready.persistIndex());
      }
    }
    return messages;
  }

  private static Message vote(long from, long term, long lastTerm, long lastIndex) {
    return Message.voteRequest(MessageType.VOTE, from, 1, term, lastIndex, lastTerm, false);
  }

  private static Message heartbeat(long from, long term) {
    return Message.heartbeat(from, 1, term, 0, 0);
  }

  private static Message yes(long from, long term) {
    return Message.voteReply(MessageType.VOTE_REPLY, from, 1, term, false, 0, 0);
  }

  // 5.1: "If one server's current term is smaller than the other's, then it updates its current
  // term to the larger value."
  @Test
  void aSmallerTermIsUpdatedToTheLarger() {
    RaftCore core = fresh();
    core.step(heartbeat(2, 5));
    assertEquals(5, core.term());
  }

  // 5.1: "If a candidate or leader discovers that its term is out of date, it immediately reverts
  // to follower state."
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aCandidateOrLeaderWithAnOldTermBecomesAFollower(boolean isLeader) {
    RaftCore core = fresh();
    core.campaign();
    if (isLeader) {
      core.step(yes(2, 2));
    }
    assertEquals(isLeader ? RaftRole.LEADER : RaftRole.CANDIDATE, core.role());
    core.step(heartbeat(3, 9));
    assertEquals(RaftRole.FOLLOWER, core.role());
    assertEquals(9, core.term());
    assertEquals(3, core.leaderId());
  }

  // 5.1: "If a server receives a request with a stale term number, it rejects the request."
  @Test
  void aRequestWithAStaleTermIsRejected() {
    RaftCore core = restored(new HardState(4, 0, 1), List.of());
    core.step(vote(2, 3, 3, 9));
    core.step(Message.append(3, 1, 2, 1, 1, List.of(new Entry(2, 2, EntryType.NORMAL, null)), 2));
    assertEquals(1, core.lastIndex());
    assertEquals(1, core.commitIndex());
    List<Message> answers = drain(core);
    assertTrue(answers.get(0).reject());
    assertTrue(answers.stream().allMatch(answer -> answer.term() == 4));
  }

  // 5.2: "When servers start up, they begin as followers."
  @Test
  void serversBeginAsFollowers() {
    assertEquals(RaftRole.FOLLOWER, fresh().role());
  }

  // 5.2: "A server remains in follower state as long as it receives valid RPCs from a leader or
  // candidate." (From a candidate: if it gets the vote.)
  @Test
  void aFollowerStaysOneAsLongAsItHearsOfALeader() {
    RaftCore core = fresh();
    for (int i = 0; i < 100; i++) {
      core.tick();
      core.step(heartbeat(2, 1));
    }
    assertEquals(RaftRole.FOLLOWER, core.role());
    assertEquals(1, core.term());
  }

  // 5.2: "Leaders send periodic heartbeats to all followers in order to maintain their authority."
  @Test
  void aLeaderSendsHeartbeatsToAllFollowers() {
    Group group = Group.of(3).elect(1);
    group.sent.clear();
    group.tick(1, 1);
    List<Long> receivers =
        group.sentBy(1, MessageType.HEARTBEAT).stream().map(Message::to).toList();
    assertEquals(List.of(2L, 3L), receivers);
  }

  // 5.2: "If a follower receives no communication over a period of time called the election
  // timeout, then it assumes there is no viable leader and begins an election."
  // "To begin an election, a follower increments its current term and transitions to candidate
  // state. It then votes for itself and issues RequestVote RPCs in parallel to each of the other
  // servers in the cluster."
  @Test
  void aFollowerThatHearsOfNobodyVotesForItselfInANewTermAndAsksAllOthers() {
    RaftCore core = fresh();
    for (int i = 0; i < 2 * ELECTION_TICKS; i++) {
      core.tick();
    }
    assertEquals(RaftRole.CANDIDATE, core.role());
    assertEquals(2, core.term());
    assertEquals(1, core.status().vote());
    assertEquals(
        List.of(
            Message.voteRequest(MessageType.VOTE, 1, 2, 2, 1, 1, false),
            Message.voteRequest(MessageType.VOTE, 1, 3, 2, 1, 1, false)),
        drain(core));
  }

  // 5.2: "A candidate wins an election if it receives votes from a majority of the servers in the
  // full cluster for the same term."
  @ParameterizedTest
  @CsvSource({"2, 1", "3, 1", "4, 2", "5, 2", "7, 3"})
  void aCandidateWinsWithTheVotesOfAMajority(int voters, int votesNeeded) {
    Group group = Group.of(voters, settings -> settings.preVote(false));
    group.lose(message -> message.type() == MessageType.VOTE);
    group.core(1).campaign();
    group.settle();
    for (long voter = 2; voter <= votesNeeded + 1L; voter++) {
      assertEquals(RaftRole.CANDIDATE, group.core(1).role());
      group.core(1).step(yes(voter, 2));
      // The same vote twice is one vote.
      group.core(1).step(yes(voter, 2));
    }
    assertEquals(RaftRole.LEADER, group.core(1).role());
  }

  // 5.2: votes count only "for the same term".
  @Test
  void aVoteForAnEarlierTermDoesNotCount() {
    RaftCore core = fresh();
    core.campaign();
    core.campaign();
    assertEquals(3, core.term());
    core.step(yes(2, 2));
    assertEquals(RaftRole.CANDIDATE, core.role());
  }

  // 5.2: "Each server will vote for at most one candidate in a given term, on a first-come-
  // first-served basis." And again for the same one, as its reply may be lost.
  @Test
  void aServerVotesForOneCandidateATerm() {
    RaftCore core = fresh();
    core.step(vote(2, 2, 1, 1));
    core.step(vote(3, 2, 1, 1));
    core.step(vote(2, 2, 1, 1));
    List<Boolean> refusals = drain(core).stream().map(Message::reject).toList();
    assertEquals(List.of(false, true, false), refusals);
  }

  // Figure 2: votedFor is persistent: a restart does not give a second vote.
  @Test
  void aVoteIsRememberedOverARestart() {
    RaftCore core = restored(new HardState(2, 2, 1), List.of());
    core.step(vote(3, 2, 1, 1));
    assertTrue(drain(core).get(0).reject());
  }

  // 5.2: "If the leader's term is at least as large as the candidate's current term, then the
  // candidate recognizes the leader as legitimate and returns to follower state."
  @Test
  void aCandidateFollowsALeaderOfItsOwnTerm() {
    RaftCore core = fresh();
    core.campaign();
    core.step(heartbeat(3, 2));
    assertEquals(RaftRole.FOLLOWER, core.role());
    assertEquals(3, core.leaderId());
    assertEquals(2, core.term());
  }

  // 5.2: "If the term in the RPC is smaller than the candidate's current term, then the candidate
  // rejects the RPC and continues in candidate state."
  @Test
  void aCandidateIgnoresALeaderOfAnEarlierTerm() {
    RaftCore core = fresh();
    core.campaign();
    core.step(heartbeat(3, 1));
    assertEquals(RaftRole.CANDIDATE, core.role());
  }

  // 5.2: "each candidate will time out and start a new election by incrementing its term and
  // initiating another round of RequestVote RPCs."
  @Test
  void aSplitVoteEndsInANewElectionInANewTerm() {
    RaftCore core = fresh();
    core.campaign();
    drain(core);
    for (int i = 0; i < 2 * ELECTION_TICKS; i++) {
      core.tick();
    }
    assertEquals(RaftRole.CANDIDATE, core.role());
    assertEquals(3, core.term());
    assertEquals(2, drain(core).stream().filter(m -> m.type() == MessageType.VOTE).count());
  }

  // 5.2: "election timeouts are chosen randomly from a fixed interval", and anew for each election.
  @Test
  void electionTimeoutsAreSpreadOverTheInterval() {
    RaftCore core = fresh();
    TreeSet<Integer> timeouts = new TreeSet<>();
    for (int election = 0; election < 500; election++) {
      long term = core.term();
      int ticks = 0;
      while (core.term() == term) {
        core.tick();
        ticks++;
      }
      timeouts.add(ticks);
    }
    assertEquals(ELECTION_TICKS, timeouts.first());
    assertEquals(2 * ELECTION_TICKS - 1, timeouts.last());
    assertEquals(ELECTION_TICKS, timeouts.size());
  }

  // 5.4.1: "the voter denies its vote if its own log is more up-to-date than that of the
  // candidate." "If the logs have last entries with different terms, then the log with the later
  // term is more up-to-date. If the logs end with the same term, then whichever log is longer is
  // more up-to-date."
  @ParameterizedTest
  @CsvSource({
    // The voter's log ends with term 3, index 3.
    "3, 3, true",
    "3, 4, true",
    "4, 2, true",
    "3, 2, false",
    "2, 9, false"
  })
  void aVoterDeniesItsVoteToALogThatIsLessUpToDate(long lastTerm, long lastIndex, boolean granted) {
    RaftCore core =
        restored(
            new HardState(3, 0, 1),
            List.of(
                new Entry(2, 2, EntryType.NORMAL, null), new Entry(3, 3, EntryType.NORMAL, null)));
    core.step(vote(2, 5, lastTerm, lastIndex));
    assertEquals(granted, !drain(core).get(0).reject());
  }

  // Figure 2: persistent state is "updated on stable storage before responding to RPCs".
  @Test
  void termAndVoteAreOnDiskBeforeAnythingThatDependsOnThemLeaves() {
    RaftCore core = fresh();
    core.step(vote(2, 2, 1, 1));
    Ready ready = core.ready();
    assertEquals(new HardState(2, 2, 1), ready.hardState());
    assertTrue(ready.mustSync());
    assertTrue(ready.sendNow().isEmpty());
    assertEquals(1, ready.sendAfterPersist().size());
    // While the disk works nothing of this term leaves.
    core.step(heartbeat(2, 2));
    assertFalse(core.hasReady() && !core.ready().sendNow().isEmpty());
    core.persisted(0, 0);
    assertEquals(List.of(Message.heartbeatReply(1, 2, 2, 0)), core.ready().sendNow());
  }

  // 5.6: "Raft will be able to elect and maintain a steady leader": all members with the same
  // clock agree after some rounds, whatever the draw.
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 7})
  void aGroupElectsALeaderByItselfAndKeepsIt(int voters) {
    Group group = Group.of(voters);
    group.tickAll(100);
    long leader = group.core(1).leaderId();
    long term = group.core(1).term();
    assertTrue(leader != 0);
    group.tickAll(100);
    for (TestMember member : group.all()) {
      assertEquals(leader, member.core.leaderId());
      assertEquals(term, member.core.term());
    }
  }
}
