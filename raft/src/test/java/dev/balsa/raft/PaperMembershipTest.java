package dev.balsa.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.raft.ConfChange.MemberChange;
import dev.balsa.raft.ConfChange.Transition;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Rules of Raft thesis, chapter 4, about who takes part, one test a sentence. */
class PaperMembershipTest {

  private static final ConfChange ADD_4 = ConfChange.of(ConfChangeType.ADD_NODE, 4);
  private static final ConfChange LEARN_4 = ConfChange.of(ConfChangeType.ADD_LEARNER_NODE, 4);

  private static ConfChange joint(Transition transition, MemberChange... changes) {
    return new ConfChange(transition, List.of(changes));
  }

  // 4.1: "the addition of one server": the newcomer gets the log and is counted.
  @Test
  void aMemberIsAddedAndBroughtUpToDate() {
    Group group = Group.of(3).elect(1);
    group.propose(1, "a");
    group.addBlank(4);
    assertEquals(ProposalResult.ACCEPTED, group.change(1, ADD_4));
    group.tickAll(3);
    assertEquals(List.of(1L, 2L, 3L, 4L), group.core(4).members().voters());
    group.isolate(2);
    group.isolate(3);
    long before = group.core(1).commitIndex();
    group.propose(1, "two of four are no majority");
    assertEquals(before, group.core(1).commitIndex());
  }

  // 4.1: "a leader does not begin a cluster membership change until the previous one completes".
  @Test
  void oneChangeIsMadeAtATime() {
    Group group = Group.of(3).elect(1);
    group.isolate(2);
    group.isolate(3);
    assertEquals(ProposalResult.ACCEPTED, group.change(1, LEARN_4));
    assertEquals(
        ProposalResult.CONF_CHANGE_PENDING,
        group.change(1, ConfChange.of(ConfChangeType.REMOVE_NODE, 3)));
    group.join(2);
    group.tick(1, 3);
    assertEquals(
        ProposalResult.ACCEPTED, group.change(1, ConfChange.of(ConfChangeType.REMOVE_NODE, 3)));
  }

  // The bug in single-server changes (raft-dev, 2015): "a leader may not append a new configuration
  // entry until it has committed an entry from its current term".
  @Test
  void aNewLeaderChangesNothingBeforeItHasCommittedInItsTerm() {
    Group group = Group.of(3);
    group.lose(message -> message.type() == MessageType.APPEND);
    group.elect(1);
    assertEquals(ProposalResult.CONF_CHANGE_PENDING, group.change(1, LEARN_4));
    group.lose(message -> false);
    group.tick(1, 2);
    assertEquals(ProposalResult.ACCEPTED, group.change(1, LEARN_4));
  }

  // 4.2.1: a new server gets the log as a non-voting member: its copy does not count, its voice
  // does not either, and it does not campaign.
  @Test
  void aLearnerGetsTheLogAndDoesNotCount() {
    Members members = new Members(List.of(1L, 2L), List.of(3L), List.of(), List.of(), false);
    Group group = Group.of(members, settings -> {});
    group.elect(1);
    group.propose(1, "a");
    assertEquals(List.of("a"), group.applied(3));
    group.isolate(2);
    long before = group.core(1).commitIndex();
    group.propose(1, "b");
    assertEquals(before, group.core(1).commitIndex());
    group.tick(3, 100);
    assertEquals(RaftRole.FOLLOWER, group.core(3).role());
    assertEquals(0, group.core(3).leaderId());
    assertTrue(group.core(1).status().peers().get(1).learner());
  }

  @Test
  void aLearnerIsPromoted() {
    Group group = Group.of(2).elect(1);
    group.addBlank(3);
    group.change(1, ConfChange.of(ConfChangeType.ADD_LEARNER_NODE, 3));
    group.tickAll(3);
    group.change(1, ConfChange.of(ConfChangeType.ADD_NODE, 3));
    group.tickAll(3);
    assertEquals(List.of(1L, 2L, 3L), group.core(3).members().voters());
    assertEquals(List.of(), group.core(3).members().learners());
  }

  // 4.2.2: "a leader that is removed from the configuration steps down once the Cnew entry is
  // committed", and the rest elects another.
  @Test
  void aRemovedLeaderStepsDownAndTheOthersGoOn() {
    Group group = Group.of(3).elect(1);
    group.change(1, ConfChange.of(ConfChangeType.REMOVE_NODE, 1));
    assertFalse(group.core(1).isLeader());
    assertEquals(List.of(2L, 3L), group.core(2).members().voters());
    long leader = group.core(2).leaderId();
    assertTrue(leader == 2 || leader == 3, "it handed over, and no time has passed");
    assertEquals(ProposalResult.ACCEPTED, group.propose(leader, "a"));
    assertEquals(List.of("a"), group.applied(2));
    assertFalse(group.core(1).isLeader());
  }

  // The order to take over may come before the change is applied that it depends on: candidates
  // count
  // by the configuration that they have applied, so it is obeyed then.
  @Test
  void whoIsToldToTakeOverDoesSoWhenItHasAppliedTheRemoval() {
    RaftCore late =
        new RaftCore(
            RaftConfig.of(2),
            new SplittableRandom(1),
            Restored.firstStart(Members.ofVoters(1L, 2L, 3L)));
    late.step(
        Message.append(
            1,
            2,
            2,
            1,
            1,
            List.of(
                new Entry(
                    2,
                    2,
                    EntryType.CONF_CHANGE,
                    ConfCodec.encode(ConfChange.of(ConfChangeType.REMOVE_NODE, 1)))),
            2));
    Ready ready = late.ready();
    late.persisted(ready.persistTerm(), ready.persistIndex());
    assertEquals(1, late.ready().committed().size());
    late.step(Message.timeoutNow(1, 2, 2));
    assertEquals(RaftRole.FOLLOWER, late.role());
    late.applyConfChange(ConfChange.of(ConfChangeType.REMOVE_NODE, 1));
    late.applied(2);
    assertEquals(RaftRole.CANDIDATE, late.role());
    assertEquals(3, late.term());
  }

  // A member that is removed hears of it, so that it can stop.
  @Test
  void aRemovedFollowerLearnsThatItIsRemoved() {
    Group group = Group.of(3).elect(1);
    group.change(1, ConfChange.of(ConfChangeType.REMOVE_NODE, 3));
    assertEquals(List.of(1L, 2L), group.core(3).members().voters());
  }

  // 4.2.3: "a server that is not part of the configuration" cannot disturb it.
  @Test
  void aRemovedMemberDoesNotDisturb() {
    Group group = Group.of(3).elect(1);
    group.isolate(3);
    group.change(1, ConfChange.of(ConfChangeType.REMOVE_NODE, 3));
    group.join(3);
    group.tickAll(100);
    assertTrue(group.core(1).isLeader());
    assertEquals(2, group.core(1).term());
  }

  // 4.3: "Agreement (for elections and entry commitment) requires majorities from both the old and
  // new configurations."
  @Test
  void aJointConfigurationNeedsBothMajorities() {
    Group group = Group.of(3).elect(1);
    group.addBlank(4);
    group.addBlank(5);
    group.change(
        1,
        joint(
            Transition.JOINT_EXPLICIT,
            new MemberChange(ConfChangeType.ADD_NODE, 4),
            new MemberChange(ConfChangeType.ADD_NODE, 5),
            new MemberChange(ConfChangeType.REMOVE_NODE, 2),
            new MemberChange(ConfChangeType.REMOVE_NODE, 3)));
    group.tickAll(3);
    assertEquals(List.of(1L, 4L, 5L), group.core(1).members().voters());
    assertEquals(List.of(1L, 2L, 3L), group.core(1).members().votersOutgoing());
    long before = group.core(1).commitIndex();
    group.isolate(2);
    group.isolate(3);
    group.propose(1, "the old half is missing");
    assertEquals(before, group.core(1).commitIndex());
    group.join(2);
    group.tick(1, 3);
    assertEquals(before + 1, group.core(1).commitIndex());
    group.isolate(4);
    group.isolate(5);
    group.propose(1, "the new half is missing");
    assertEquals(before + 1, group.core(1).commitIndex());
    group.join(5);
    group.tick(1, 3);
    assertEquals(before + 2, group.core(1).commitIndex());
    assertEquals(ProposalResult.ACCEPTED, group.change(1, ConfChange.LEAVE_JOINT));
    assertFalse(group.core(5).members().isJoint());
  }

  // 4.3: "once the joint consensus has been committed, the system then transitions to the new
  // configuration": the leader does it by itself.
  @Test
  void aJointConfigurationEndsByItself() {
    Group group = Group.of(3).elect(1);
    group.addBlank(4);
    group.change(
        1,
        joint(
            Transition.AUTO,
            new MemberChange(ConfChangeType.ADD_NODE, 4),
            new MemberChange(ConfChangeType.ADD_LEARNER_NODE, 3)));
    group.tickAll(3);
    Members expected = new Members(List.of(1L, 2L, 4L), List.of(3L), List.of(), List.of(), false);
    for (long id = 1; id <= 4; id++) {
      assertEquals(expected, group.core(id).members());
    }
  }

  // ... also if the leader that began it is gone.
  @Test
  void aNewLeaderEndsTheJointConfigurationThatItFinds() {
    Group group = Group.of(3).elect(1);
    group.lose(
        message ->
            (message.type() == MessageType.APPEND || message.type() == MessageType.COMMIT)
                && message.commit() >= 4);
    group.change(
        1,
        joint(
            Transition.AUTO,
            new MemberChange(ConfChangeType.ADD_LEARNER_NODE, 4),
            new MemberChange(ConfChangeType.ADD_LEARNER_NODE, 5)));
    group.isolate(1);
    group.lose(message -> false);
    group.tickAll(60);
    long leader = group.core(2).leaderId();
    assertTrue(leader == 2 || leader == 3);
    assertFalse(group.core(leader).members().isJoint());
    assertEquals(List.of(4L, 5L), group.core(leader).members().learners());
  }

  // A member knows of a committed change that it has not applied: it would count votes by a
  // configuration that is over.
  @Test
  void nobodyCampaignsBeforeItHasAppliedTheChangesThatAreCommitted() {
    List<Entry> entries = List.of(new Entry(2, 2, EntryType.CONF_CHANGE, ConfCodec.encode(ADD_4)));
    Restored restored =
        new Restored(
            new HardState(2, 0, 2),
            new SnapshotMark(1, 1, Members.ofVoters(1L, 2L, 3L)),
            entries,
            1);
    RaftCore core = new RaftCore(RaftConfig.of(1), new SplittableRandom(1), restored);
    core.campaign();
    assertEquals(RaftRole.FOLLOWER, core.role());
    assertEquals(entries, core.ready().committed());
    core.applyConfChange(ADD_4);
    core.applied(2);
    core.campaign();
    assertEquals(RaftRole.PRE_CANDIDATE, core.role());
  }

  // One change at a time: the second in a log proves that the first is committed, even if the
  // commit index on disk is older.
  @Test
  void aChangeInTheLogProvesTheOneBeforeItCommitted() {
    List<Entry> entries =
        List.of(
            new Entry(2, 2, EntryType.CONF_CHANGE, ConfCodec.encode(LEARN_4)),
            new Entry(2, 3, EntryType.NORMAL, null),
            new Entry(2, 4, EntryType.CONF_CHANGE, ConfCodec.encode(ADD_4)));
    Restored restored =
        new Restored(
            new HardState(2, 0, 1),
            new SnapshotMark(1, 1, Members.ofVoters(1L, 2L, 3L)),
            entries,
            1);
    RaftCore core = new RaftCore(RaftConfig.of(1), new SplittableRandom(1), restored);
    assertEquals(2, core.commitIndex());
  }

  // 2 led, removed itself and stepped down with the longest log. 1 has a longer log than 3 and does
  // not know that 2 is out; 3 knows. The answers to 1's candidacy tell it.
  @Test
  void aCandidateLearnsOfACommittedChangeFromThoseWhoRefuseIt() {
    Group group = Group.of(3).elect(2);
    group.isolate(1);
    group.lose(message -> message.type() == MessageType.TIMEOUT_NOW);
    group.change(2, ConfChange.of(ConfChangeType.REMOVE_NODE, 2));
    assertEquals(List.of(1L, 3L), group.core(3).members().voters());
    group.join(1);
    RaftCore one = group.core(1);
    one.step(
        Message.append(
            2,
            1,
            2,
            2,
            2,
            List.of(group.core(3).log().at(3), new Entry(2, 4, EntryType.NORMAL, null)),
            2));
    group.member(2).crash(0);
    group.tickAll(80);
    assertEquals(List.of(1L, 3L), one.members().voters());
    assertTrue(one.isLeader());
  }

  // 7 / 4.1: a snapshot brings the configuration as of its index.
  @Test
  void aSnapshotBringsTheConfiguration() {
    Group group = Group.of(3).elect(1);
    group.change(1, LEARN_4);
    group.core(1).compactLog(group.core(1).appliedIndex());
    group.addBlank(4);
    group.tickAll(5);
    assertEquals(List.of(4L), group.core(4).members().learners());
    assertEquals(group.core(1).commitIndex(), group.core(4).commitIndex());
  }

  // The state machine may still be busy with older changes when a snapshot arrives: they belong to
  // the old configuration, and the snapshot's comes when it is installed.
  @Test
  void olderChangesThatAreAppliedLateDoNotTouchTheSnapshotsConfiguration() {
    List<Entry> entries = List.of(new Entry(2, 2, EntryType.CONF_CHANGE, ConfCodec.encode(ADD_4)));
    Restored restored =
        new Restored(
            new HardState(2, 0, 2),
            new SnapshotMark(1, 1, Members.ofVoters(1L, 2L, 3L)),
            entries,
            1);
    RaftCore core = new RaftCore(RaftConfig.of(1), new SplittableRandom(1), restored);
    assertEquals(entries, core.ready().committed());
    SnapshotMark mark = new SnapshotMark(9, 2, Members.ofVoters(1L, 2L, 3L));
    core.step(Message.snapshot(2, 1, 2, mark));
    core.ready();
    assertEquals(List.of(1L, 2L, 3L, 4L), core.applyConfChange(ADD_4).voters());
    core.applied(2);
    core.persisted(2, 9);
    assertEquals(mark.members(), core.members());
  }

  @Test
  void aChangeThatMakesNoSenseIsRefusedAndChangesNothing() {
    Group group = Group.of(2);
    RaftCore core = group.core(1);
    Members before = core.members();
    core.applyConfChange(ConfChange.of(ConfChangeType.REMOVE_NODE, 0));
    assertThrows(
        IllegalArgumentException.class, () -> core.applyConfChange(ConfChange.LEAVE_JOINT));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            core.applyConfChange(
                joint(
                    Transition.AUTO,
                    new MemberChange(ConfChangeType.REMOVE_NODE, 1),
                    new MemberChange(ConfChangeType.REMOVE_NODE, 2))));
    assertEquals(before, core.members());
  }
}
