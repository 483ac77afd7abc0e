package dev.balsa.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A cluster of one: everything is decided at once, and nothing before it is on the disk. */
class SingleMemberTest {

  private static final byte[] DATA = "x".getBytes(StandardCharsets.UTF_8);

  private static RaftCore restart(Restored restored) {
    return new RaftCore(RaftConfig.of(1), new SplittableRandom(1), restored);
  }

  private static RaftCore leader() {
    RaftCore core = restart(Restored.firstStart(Members.ofVoters(1L)));
    core.campaign();
    persist(core, core.ready());
    applyAll(core, core.ready());
    return core;
  }

  private static void persist(RaftCore core, Ready ready) {
    core.persisted(ready.persistTerm(), ready.persistIndex());
  }

  private static void applyAll(RaftCore core, Ready ready) {
    List<Entry> committed = ready.committed();
    core.applied(committed.get(committed.size() - 1).index());
  }

  @Test
  void aSingleVoterElectsItselfAtTheFirstCampaignWithoutWaitingForMessages() {
    RaftCore core = restart(Restored.firstStart(Members.ofVoters(1L)));
    core.campaign();
    Ready ready = core.ready();
    assertEquals(new HardState(2, 1, 1), ready.hardState());
    assertEquals(new SoftState(1, RaftRole.LEADER), ready.soft());
    assertEquals(1, ready.entries().size());
    assertTrue(ready.mustSync());
    assertTrue(ready.committed().isEmpty());
  }

  @Test
  void aProposalIsCommittedWhenItIsPersistedAndNotBefore() {
    RaftCore core = leader();
    assertEquals(ProposalResult.ACCEPTED, core.propose(EntryType.NORMAL, DATA));
    Ready written = core.ready();
    assertEquals(List.of(new Entry(2, 3, EntryType.NORMAL, DATA)), written.entries());
    assertTrue(written.committed().isEmpty());
    assertFalse(core.hasReady());
    persist(core, written);
    Ready done = core.ready();
    assertEquals(written.entries(), done.committed());
    applyAll(core, done);
    assertEquals(3, core.appliedIndex());
    assertFalse(core.hasReady());
    assertSame(Ready.NOTHING, core.ready());
  }

  @Test
  void whatIsProposedWhileTheDiskWorksGathersIntoTheNextBatch() {
    RaftCore core = leader();
    core.propose(EntryType.NORMAL, DATA);
    Ready first = core.ready();
    core.propose(EntryType.NORMAL, DATA);
    core.propose(EntryType.NORMAL, DATA);
    assertFalse(core.hasReady());
    persist(core, first);
    Ready second = core.ready();
    assertEquals(2, second.entries().size());
    assertEquals(1, second.committed().size());
  }

  @Test
  void aReadIsAnsweredAtOnceByALeaderWithACommitInItsTerm() {
    RaftCore core = leader();
    core.propose(EntryType.NORMAL, DATA);
    core.ready();
    assertTrue(core.readIndex(77));
    assertEquals(List.of(new ReadState(77, 2)), core.ready().readStates());
  }

  @Test
  void aReadWaitsUntilTheFirstEntryOfTheTermIsCommitted() {
    RaftCore core = restart(Restored.firstStart(Members.ofVoters(1L)));
    core.campaign();
    core.readIndex(5);
    Ready ready = core.ready();
    assertTrue(ready.readStates().isEmpty());
    persist(core, ready);
    assertEquals(List.of(new ReadState(5, 2)), core.ready().readStates());
  }

  @Test
  void aRestartGoesOnWhereTheStateMachineStopped() {
    List<Entry> log =
        List.of(new Entry(1, 1, EntryType.NORMAL, null), new Entry(1, 2, EntryType.NORMAL, DATA));
    RaftCore core =
        restart(
            new Restored(new HardState(1, 1, 2), SnapshotMark.EMPTY, Members.ofVoters(1L), log, 1));
    assertEquals(log.subList(1, 2), core.ready().committed());
    core.campaign();
    Ready ready = core.ready();
    assertEquals(2, core.term());
    assertEquals(3, ready.persistIndex());
  }

  @Test
  void theFirstMembersMayComeAsEntriesOfTheLog() {
    List<Entry> log = List.of(new Entry(1, 1, EntryType.CONF_CHANGE, DATA));
    RaftCore core = restart(new Restored(new HardState(1, 0, 1), SnapshotMark.EMPTY, log, 0));
    core.campaign();
    assertEquals(RaftRole.FOLLOWER, core.role());
    assertEquals(log, core.ready().committed());
    core.applyConfChange(ConfChange.of(ConfChangeType.ADD_NODE, 1));
    core.applied(1);
    core.campaign();
    assertEquals(RaftRole.LEADER, core.role());
  }

  @Test
  void theCommitIndexReachesTheDiskWithATickAtTheLatest() {
    RaftCore core = leader();
    assertFalse(core.hasReady());
    core.tick();
    Ready ready = core.ready();
    assertNotNull(ready.hardState());
    assertEquals(2, ready.hardState().commit());
    assertFalse(ready.mustSync());
    persist(core, ready);
    core.tick();
    assertFalse(core.hasReady());
  }
}
