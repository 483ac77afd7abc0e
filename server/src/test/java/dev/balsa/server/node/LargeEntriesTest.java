package dev.balsa.server.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.balsa.raft.Entry;
import dev.balsa.raft.EntryType;
import dev.balsa.raft.Members;
import dev.balsa.raft.RaftConfig;
import dev.balsa.raft.RaftCore;
import dev.balsa.raft.Ready;
import dev.balsa.raft.Restored;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A log of few entries, each large, stays as small in memory as one of many. */
class LargeEntriesTest {

  private static final int ENTRY_BYTES = 1_000;
  private static final long KEPT_BYTES = 10 * ENTRY_BYTES;

  @Test
  void largeEntriesCallForACheckpointLongBeforeTheirNumberDoes() {
    Inbox inbox = new Inbox(16);
    CheckpointFlow checkpoints =
        new CheckpointFlow(
            null,
            null,
            null,
            inbox,
            10_000,
            KEPT_BYTES,
            new CheckpointFlow.Replayed(0, 0),
            failure -> {});
    for (int index = 1; index < 10; index++) {
      checkpoints.applied(index, 2, ENTRY_BYTES);
      assertNull(inbox.pollNotice());
    }
    checkpoints.applied(10, 2, ENTRY_BYTES);
    assertEquals(new NodeEvent.CheckpointDue(10, 2), inbox.pollNotice());
    checkpoints.finished(10);
    checkpoints.applied(11, 2, ENTRY_BYTES);
    assertNull(inbox.pollNotice(), "it counts from the last one");
  }

  @Test
  void entriesThatWouldFillTheHeapAreNotKeptForThoseThatCatchUp() {
    RaftCore core = leaderWithEntries(100);
    LogRetention retention = new LogRetention(core, null, null, 5_000, KEPT_BYTES);
    retention.marked(core.status().appliedIndex());
    long kept = core.status().appliedIndex() - core.firstIndex() + 1;
    assertEquals(KEPT_BYTES / ENTRY_BYTES, kept);
  }

  @Test
  void whatHasNoMarkBehindItIsKeptHoweverLargeItIs() {
    RaftCore core = leaderWithEntries(100);
    LogRetention retention = new LogRetention(core, null, null, 5_000, KEPT_BYTES);
    retention.marked(50);
    assertEquals(51, core.firstIndex());
  }

  private static RaftCore leaderWithEntries(int count) {
    RaftCore core =
        new RaftCore(
            RaftConfig.of(1), new SplittableRandom(1), Restored.firstStart(Members.ofVoters(1L)));
    core.campaign();
    turn(core);
    for (int i = 0; i < count; i++) {
      core.propose(EntryType.NORMAL, new byte[ENTRY_BYTES]);
      turn(core);
    }
    return core;
  }

  /** The disk takes what is to be persisted, and the state machine what is committed then. */
  private static void turn(RaftCore core) {
    Ready ready = core.ready();
    core.persisted(ready.persistTerm(), ready.persistIndex());
    List<Entry> committed = core.ready().committed();
    core.applied(committed.get(committed.size() - 1).index());
  }
}
