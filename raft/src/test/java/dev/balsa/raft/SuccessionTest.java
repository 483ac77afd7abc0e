package dev.balsa.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How soon another member leads when a leader is gone, and what becomes of proposals meanwhile. */
class SuccessionTest {

  private static final int ELECTION_TICKS = 40;
  private static final int SPREAD_TICKS = 10;

  private static Group group(int voters, int salt) {
    Group group =
        Group.of(
            voters,
            settings ->
                settings
                    .electionTicks(ELECTION_TICKS)
                    .electionSpreadTicks(SPREAD_TICKS)
                    .heartbeatTicks(4));
    group.elect(1);
    for (int i = 0;
        i < salt;
        i++) { // moves the members' dice on, so that each salt is another play
      long leader = leaderOf(group);
      group.core(leader).transferLeadership(1 + leader % voters);
      group.settle();
    }
    return group;
  }

  private static long leaderOf(Group group) {
    for (TestMember member : group.all()) {
      if (member.isUp() && member.core.isLeader()) {
        return member.id;
      }
    }
    return 0;
  }

  private static long runningLeader(Group group, long gone) {
    for (TestMember member : group.all()) {
      if (member.id != gone && member.core.isLeader()) {
        return member.id;
      }
    }
    return 0;
  }

  @Test
  void aDeadLeaderIsReplacedWithinTheTimeoutAndItsSpreadEvenIfTimeoutsCollide() {
    int worst = 0;
    for (int salt = 0; salt < 200; salt++) {
      Group group = group(3, salt);
      long gone = leaderOf(group);
      group.tickAll(7); // so that the survivors have heard of it
      group.isolate(gone);
      int ticks = 0;
      while (runningLeader(group, gone) == 0) {
        group.tickAll(1);
        ticks++;
        assertTrue(ticks < 1_000, "nobody ever leads");
      }
      worst = Math.max(worst, ticks);
    }
    assertTrue(worst <= ELECTION_TICKS + SPREAD_TICKS, "worst " + worst);
  }

  @Test
  void ofTwoThatAskInAdvanceAtOnceTheOneWithTheGreaterIdIsElectedAtOnce() {
    Group group = group(3, 0);
    group.isolate(1);
    // Both have missed the leader for long enough; both ask before either hears of the other.
    for (int i = 0; i < ELECTION_TICKS - 1; i++) {
      group.core(2).tick();
      group.core(3).tick();
    }
    group.core(2).campaign();
    group.core(3).campaign();
    group.tickAll(2);
    assertTrue(group.core(3).isLeader(), group.core(3).status().toString());
    assertEquals(3, group.core(2).leaderId());
  }

  @Test
  void anInvitationThatComesTooEarlyIsRepeatedSoon() {
    Group group = group(3, 0);
    group.isolate(1);
    group.core(2).campaign(); // member 3 still believes in the leader, and does not answer
    group.settle();
    assertFalse(group.core(2).isLeader());
    for (int i = 0; i < ELECTION_TICKS; i++) {
      group.core(3).tick();
    }
    assertEquals(0, runningLeader(group, 1));
    for (int i = 0; i < ELECTION_TICKS / 5 && !group.core(2).isLeader(); i++) {
      group.core(2).tick();
      group.settle();
    }
    assertTrue(group.core(2).isLeader(), group.core(2).status().toString());
  }

  @Test
  void aLostElectionIsFollowedByAnotherOneSooner() {
    Group group =
        Group.of(5, settings -> settings.electionTicks(ELECTION_TICKS).checkQuorum(false)).elect(1);
    group.isolate(1);
    // Everybody else has given their vote of that term to others.
    long term = group.core(2).term() + 1;
    group.lose(message -> message.type() == MessageType.VOTE && message.term() == term);
    group.core(2).campaign();
    group.settle();
    for (long voter = 3; voter <= 5; voter++) {
      group.core(2).step(Message.voteReply(MessageType.VOTE_REPLY, voter, 2, term, true, 0, 0));
    }
    assertEquals(RaftRole.FOLLOWER, group.core(2).role());
    group.tick(2, 3 * ELECTION_TICKS / 4);
    assertTrue(group.core(2).isLeader(), group.core(2).status().toString());
    assertEquals(term + 1, group.core(2).term());
  }

  /** Members whose leader's process has just ended, as their connections to it tell. */
  private static Group orphans(int voters, int salt) {
    Group group = group(voters, salt);
    long gone = leaderOf(group);
    group.tickAll(7); // so that the survivors have heard of it
    group.isolate(gone);
    for (TestMember member : group.all()) {
      if (member.id != gone) {
        member.core.reportGone(gone);
      }
    }
    return group;
  }

  // Raft paper, 5.2: the timeout says when a follower "assumes there is no viable leader"; a leader
  // that is known to be gone need not be waited for. 5.6: "safety must not depend on timing".
  @Test
  void aLeaderThatIsKnownToBeGoneIsReplacedWithinTheSpreadAlone() {
    int worst = 0;
    for (int salt = 0; salt < 200; salt++) {
      Group group = orphans(salt % 2 == 0 ? 3 : 5, salt);
      long gone = leaderOf(group);
      long term = group.core(gone).term();
      int ticks = 0;
      while (runningLeader(group, gone) == 0) {
        group.tickAll(1);
        ticks++;
        assertTrue(ticks < 1_000, "nobody ever leads");
      }
      worst = Math.max(worst, ticks);
      assertEquals(term + 1, group.core(runningLeader(group, gone)).term());
    }
    assertTrue(worst <= SPREAD_TICKS, "worst " + worst);
  }

  // Thesis, 4.2.3: "if a server receives a RequestVote request within the minimum election timeout
  // of hearing from a current leader, it does not update its term or grant its vote".
  @Test
  void whoHearsOfTheLeaderDoesNotBelieveOneThatSaysItIsGone() {
    Group group = group(3, 0);
    long term = group.core(1).term();
    group.lose(message -> message.from() == 1 && message.to() == 2);
    group.core(2).reportGone(1);
    group.tickAll(3 * ELECTION_TICKS);
    assertTrue(group.core(1).isLeader());
    assertEquals(term, group.core(3).term());
    assertEquals(1, group.core(3).leaderId());
  }

  @Test
  void aWordOfTheLeaderMakesTheReportOfItsEndUndone() {
    Group group = group(3, 0);
    group.core(2).reportGone(1);
    group.core(2).step(Message.heartbeat(1, 2, group.core(1).term(), 0, 0));
    group.isolate(1);
    group.tick(2, ELECTION_TICKS - 1);
    assertEquals(RaftRole.FOLLOWER, group.core(2).role());
    assertEquals(1, group.core(2).leaderId());
  }

  @Test
  void thatAnotherMemberIsGoneIsNoReasonForAnElection() {
    Group group = group(3, 0);
    group.core(2).reportGone(3);
    group.core(1).reportGone(3);
    group.isolate(1);
    group.tick(2, ELECTION_TICKS - 1);
    assertEquals(RaftRole.FOLLOWER, group.core(2).role());
  }

  // Thesis, 6.4.1: a lease lasts for an election timeout "since the followers shouldn't time out
  // before then".
  @Test
  void whereReadsRestOnALeaseALeaderThatSeemsGoneIsWaitedFor() {
    Group group = Group.of(3, settings -> settings.electionTicks(ELECTION_TICKS).leaseReads(true));
    group.lose(message -> true);
    group.tickAll(ELECTION_TICKS); // leases of an earlier life end
    group.lose(message -> false);
    group.elect(1);
    group.isolate(1);
    group.core(2).reportGone(1);
    group.core(3).reportGone(1);
    for (int i = 0; i < ELECTION_TICKS - 1; i++) {
      group.core(2).tick();
      group.core(3).tick();
      group.settle();
    }
    assertEquals(0, runningLeader(group, 1));
    assertEquals(RaftRole.FOLLOWER, group.core(2).role());
  }

  private static Message proposal(long from, long to, String... texts) {
    List<Entry> entries = new ArrayList<>();
    for (String text : texts) {
      entries.add(new Entry(0, 0, EntryType.NORMAL, text.getBytes(StandardCharsets.UTF_8)));
    }
    return Message.propose(from, to, entries);
  }

  @Test
  void proposalsThatReachAMemberThatDoesNotLeadComeBack() {
    Group group = Group.of(3).elect(1);
    group.core(2).step(proposal(3, 2, "a", "b"));
    group.settle();
    Message back = group.sentBy(2, MessageType.PROPOSE_REFUSED).get(0);
    assertEquals(3, back.to());
    assertEquals(ProposalResult.NO_LEADER, back.refusal());
    assertEquals(2, back.entries().size());
    assertEquals(List.of(), group.applied(1));
  }

  @Test
  void proposalsThatReachALeaderThatHandsOverComeBack() {
    Group group = Group.of(3).elect(1);
    group.isolate(2);
    group.core(1).transferLeadership(2);
    group.core(1).step(proposal(3, 1, "a"));
    group.settle();
    Message back = group.sentBy(1, MessageType.PROPOSE_REFUSED).get(0);
    assertEquals(ProposalResult.LEADER_TRANSFERRING, back.refusal());
    assertEquals(List.of(), group.applied(1));
  }

  @Test
  void onlyWhatALeaderHasNoRoomForComesBack() {
    Group group = Group.of(3, settings -> settings.maxUncommittedBytes(4)).elect(1);
    group.isolate(1);
    group.core(1).step(proposal(3, 1, "abc", "defgh", "i"));
    group.settle();
    Message back = group.sentBy(1, MessageType.PROPOSE_REFUSED).get(0);
    assertEquals(ProposalResult.UNCOMMITTED_LIMIT, back.refusal());
    assertEquals(1, back.entries().size());
    assertEquals("defgh", new String(back.entries().get(0).data(), StandardCharsets.UTF_8));
  }
}
