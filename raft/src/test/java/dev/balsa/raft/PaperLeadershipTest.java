package dev.balsa.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Rules of the Raft paper and thesis about keeping, proving and handing over leadership. */
class PaperLeadershipTest {

  private static final int ELECTION_TICKS = 10;

  private static List<ReadState> reads(Group group, long id) {
    return group.member(id).reads;
  }

  /** After a restart nobody is elected before a forgotten lease is over. */
  private static Group groupWithLeases() {
    Group group = Group.of(3, settings -> settings.leaseReads(true));
    group.lose(message -> true);
    group.tickAll(ELECTION_TICKS);
    group.lose(message -> false);
    return group.elect(1);
  }

  // Thesis 9.6: "a candidate only increments its term if it first learns from a majority of the
  // cluster that they would be willing to grant the candidate their votes".
  @Test
  void aMemberThatIsCutOffDoesNotRaiseItsTerm() {
    Group group = Group.of(3).elect(1);
    group.isolate(3);
    group.tick(3, 100);
    assertEquals(2, group.core(3).term());
    assertEquals(RaftRole.PRE_CANDIDATE, group.core(3).role());
  }

  // Thesis 9.6: "Pre-Vote [...] solves the issue of a partitioned server disrupting the cluster
  // when it rejoins".
  @Test
  void aMemberThatComesBackDoesNotDisturb() {
    Group group = Group.of(3).elect(1);
    group.isolate(3);
    group.tickAll(50);
    group.join(3);
    group.tickAll(50);
    assertEquals(2, group.core(1).term());
    assertTrue(group.core(1).isLeader());
    assertEquals(1, group.core(3).leaderId());
  }

  // Thesis 9.6: asking in advance changes nothing at the voter: it may say yes to many.
  @Test
  void aVoteInAdvanceIsNoVote() {
    Group group = Group.of(3);
    RaftCore voter = group.core(3);
    for (long candidate = 1; candidate <= 2; candidate++) {
      voter.step(Message.voteRequest(MessageType.PRE_VOTE, candidate, 3, 2, 1, 1, false));
    }
    assertEquals(1, voter.term());
    assertEquals(0, voter.status().vote());
    assertEquals(2, voter.ready().sendNow().stream().filter(m -> !m.reject()).count());
  }

  // Without pre-vote a member may come back with a newer term. Stickiness keeps it from being
  // elected, so the leader has to hear of the term and make way for a new election.
  @Test
  void aMemberWithANewerTermIsTakenInAgain() {
    Group group = Group.of(3, settings -> settings.preVote(false)).elect(1);
    group.isolate(3);
    group.tick(3, 100);
    long newer = group.core(3).term();
    assertTrue(newer > 2);
    group.join(3);
    group.tickAll(100);
    assertTrue(group.core(3).leaderId() != 0);
    assertTrue(group.core(1).term() >= newer);
  }

  // Thesis 6.2: "a leader in Raft steps down if an election timeout elapses without a successful
  // round of heartbeats to a majority of its cluster".
  @Test
  void aLeaderWithoutAQuorumStepsDown() {
    Group group = Group.of(5).elect(1);
    group.isolate(4);
    group.isolate(5);
    group.tick(1, 3 * ELECTION_TICKS);
    assertTrue(group.core(1).isLeader());
    group.isolate(3);
    group.tick(1, 2 * ELECTION_TICKS);
    assertFalse(group.core(1).isLeader());
    assertEquals(0, group.core(1).leaderId());
  }

  // Thesis 4.2.3: "if a server receives a RequestVote request within the minimum election timeout
  // of hearing from a current leader, it does not update its term or grant its vote."
  @Test
  void whoHearsOfALeaderIgnoresCandidates() {
    Group group = Group.of(3).elect(1);
    RaftCore follower = group.core(2);
    Message request = Message.voteRequest(MessageType.VOTE, 3, 2, 9, 99, 9, false);
    follower.step(request);
    group.core(1).step(Message.voteRequest(MessageType.VOTE, 3, 1, 9, 99, 9, false));
    assertEquals(2, follower.term());
    assertTrue(group.core(1).isLeader());
    assertFalse(follower.hasReady());
    for (int i = 0; i < ELECTION_TICKS; i++) {
      follower.tick();
    }
    follower.step(request);
    assertEquals(9, follower.term());
  }

  // Thesis 6.4, step 1: "If the leader has not yet marked an entry from its current term committed,
  // it waits until it has done so."
  @Test
  void aReadWaitsForACommitInTheLeadersTerm() {
    Group group = Group.of(3);
    group.lose(message -> message.type() == MessageType.APPEND);
    group.elect(1);
    group.core(1).readIndex(5);
    group.settle();
    assertEquals(List.of(), reads(group, 1));
    group.lose(message -> false);
    group.tick(1, 2);
    assertEquals(List.of(new ReadState(5, 2)), reads(group, 1));
  }

  // Thesis 6.4, step 3: "It issues a new round of heartbeats and waits for their acknowledgments
  // from a majority of the cluster."
  @Test
  void aReadNeedsAFreshRoundWithAMajority() {
    Group group = Group.of(3).elect(1);
    group.isolate(2);
    group.isolate(3);
    group.core(1).readIndex(5);
    group.settle();
    assertEquals(List.of(), reads(group, 1));
    group.join(3);
    group.tick(1, 1);
    assertEquals(List.of(new ReadState(5, 2)), reads(group, 1));
  }

  // Thesis 6.4: "the leader can use a single round of heartbeats for any number of read-only
  // queries that it has accumulated."
  @Test
  void readsThatWaitShareARound() {
    Group group = Group.of(3).elect(1);
    group.sent.clear();
    for (int i = 0; i < 100; i++) {
      group.core(1).readIndex(i);
    }
    group.settle();
    assertEquals(100, reads(group, 1).size());
    assertEquals(2, group.sentBy(1, MessageType.HEARTBEAT).size());
  }

  // Thesis 6.4: a round that started before the read arrived proves nothing for it.
  @Test
  void aReadIsNotAnsweredByAnOlderRound() {
    Group group = Group.of(3).elect(1);
    RaftCore leader = group.core(1);
    leader.readIndex(1);
    long round = leader.ready().sendNow().get(0).context();
    leader.readIndex(2);
    long next = leader.ready().sendNow().get(0).context();
    leader.step(Message.heartbeatReply(2, 1, 2, round));
    assertEquals(List.of(new ReadState(1, 2)), leader.ready().readStates());
    leader.step(Message.heartbeatReply(2, 1, 2, next));
    assertEquals(List.of(new ReadState(2, 2)), leader.ready().readStates());
  }

  // Thesis 6.4: "the follower issues a request to the leader that just asks for a current
  // readIndex".
  @Test
  void aFollowerAsksTheLeader() {
    Group group = Group.of(3).elect(1);
    group.propose(1, "a");
    assertTrue(group.core(3).readIndex(8));
    group.settle();
    assertEquals(List.of(new ReadState(8, 3)), reads(group, 3));
  }

  @Test
  void aReadWithoutALeaderIsRefusedAtOnce() {
    assertFalse(Group.of(3).core(1).readIndex(1));
  }

  @Test
  void readsBeyondTheLimitAreRefused() {
    Group group = Group.of(3, settings -> settings.maxPendingReads(2)).elect(1);
    group.isolate(1);
    assertTrue(group.core(1).readIndex(1));
    assertTrue(group.core(1).readIndex(2));
    group.settle();
    assertFalse(group.core(1).readIndex(3));
  }

  // Thesis 6.4.1: "the leader would use the normal heartbeat mechanism to maintain a lease. Once
  // the leader's heartbeats were acknowledged by a majority of the cluster, the leader would extend
  // its lease".
  @Test
  void aLeaderWithALeaseAnswersWithoutARound() {
    Group group = groupWithLeases();
    group.tickAll(2);
    group.isolate(2);
    group.isolate(3);
    group.core(1).readIndex(5);
    group.settle();
    assertEquals(List.of(new ReadState(5, 2)), reads(group, 1));
    group.tick(1, ELECTION_TICKS - 2);
    assertEquals(0, group.core(1).leaseTicks());
    group.core(1).readIndex(6);
    group.settle();
    assertEquals(1, reads(group, 1).size());
  }

  // Thesis 6.4.1: "the leader needs to expire its lease before transferring leadership".
  @Test
  void aLeaseEndsForeverWhenLeadershipIsToBeHandedOver() {
    Group group = groupWithLeases();
    group.tickAll(2);
    assertTrue(group.core(1).leaseTicks() > 0);
    group.lose(message -> message.type() == MessageType.TIMEOUT_NOW);
    group.core(1).transferLeadership(2);
    group.settle();
    group.tickAll(2 * ELECTION_TICKS);
    assertTrue(group.core(1).isLeader());
    assertEquals(0, group.core(1).leaseTicks());
  }

  // A promise to a leader outlives the memory of it: a restarted member elects nobody else while
  // the lease may last.
  @Test
  void aRestartedMemberHonoursALeaseThatItHasForgotten() {
    Group group = groupWithLeases();
    group.member(2).crash(0);
    group.member(2).start();
    Message request = Message.voteRequest(MessageType.VOTE, 3, 2, 9, 99, 9, false);
    group.core(2).step(request);
    assertEquals(2, group.core(2).term());
    for (int i = 0; i < ELECTION_TICKS; i++) {
      group.core(2).tick();
    }
    group.core(2).step(request);
    assertEquals(9, group.core(2).term());
  }

  // Thesis 3.10: "The prior leader [...] sends a TimeoutNow request to the target server. This
  // request has the same effect as the target server's election timer firing: the target server
  // starts a new election (incrementing its term and becoming a candidate)."
  @Test
  void leadershipGoesToTheTargetWithTheNextTerm() {
    Group group = Group.of(3).elect(1);
    group.core(1).transferLeadership(3);
    group.settle();
    assertTrue(group.core(3).isLeader());
    assertEquals(3, group.core(3).term());
    assertEquals(3, group.core(1).leaderId());
  }

  // Thesis 3.10: "The prior leader stops accepting new client requests" and "fully updates the
  // target server's log to match its own" before.
  @Test
  void theTargetGetsTheWholeLogFirstAndNothingNewIsAccepted() {
    Group group = Group.of(3).elect(1);
    group.isolate(3);
    group.propose(1, "a");
    group.core(1).transferLeadership(3);
    assertEquals(ProposalResult.LEADER_TRANSFERRING, group.propose(1, "b"));
    assertEquals(List.of(), group.sentBy(1, MessageType.TIMEOUT_NOW));
    group.join(3);
    group.tick(1, 2);
    assertTrue(group.core(3).isLeader());
    assertEquals(List.of("a"), group.applied(3));
  }

  // Thesis 3.10: "If leadership transfer does not complete after about an election timeout, the
  // prior leader aborts the transfer and resumes accepting client requests."
  @Test
  void aTransferThatTakesTooLongIsGivenUp() {
    Group group = Group.of(3).elect(1);
    group.isolate(3);
    group.core(1).transferLeadership(3);
    group.tick(1, ELECTION_TICKS - 1);
    assertEquals(ProposalResult.LEADER_TRANSFERRING, group.propose(1, "a"));
    group.tick(1, 1);
    assertEquals(ProposalResult.ACCEPTED, group.propose(1, "a"));
  }

  @Test
  void aFollowerPassesTheWishForATransferOn() {
    Group group = Group.of(3).elect(1);
    group.core(2).transferLeadership(2);
    group.settle();
    assertTrue(group.core(2).isLeader());
  }

  @Test
  void leadershipDoesNotGoToLearnersOrStrangers() {
    Members members = new Members(List.of(1L, 2L), List.of(3L), List.of(), List.of(), false);
    Group group = Group.of(members, settings -> {});
    group.elect(1);
    group.core(1).transferLeadership(3);
    group.core(1).transferLeadership(9);
    group.core(1).transferLeadership(1);
    assertEquals(0, group.core(1).status().transferTarget());
    assertEquals(ProposalResult.ACCEPTED, group.propose(1, "a"));
  }

  // Paper 8: "If the client's first choice is not the leader, that server will reject the client's
  // request" - or, as here, pass it on.
  @Test
  void aFollowerPassesProposalsOnAsOneMessage() {
    Group group = Group.of(3).elect(1);
    for (int i = 0; i < 5; i++) {
      assertEquals(
          ProposalResult.FORWARDED, group.core(2).propose(EntryType.NORMAL, new byte[] {1}));
    }
    group.settle();
    assertEquals(1, group.sentBy(2, MessageType.PROPOSE).size());
    assertEquals(7, group.core(2).commitIndex());
    assertEquals(ProposalResult.NO_LEADER, Group.of(3).core(1).propose(EntryType.NORMAL, null));
  }
}
