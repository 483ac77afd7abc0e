package dev.balsa.server.node;

import dev.balsa.raft.RaftCore;
import dev.balsa.server.errors.EtcdError;
import dev.balsa.server.logging.Log;

/**
 * Notices that this member's disk or state machine stands still although its heartbeats go on, and
 * then lets somebody else lead: all writes wait for the leader's log or state machine, while a
 * follower that stands still holds up nobody. Belongs to the node agent.
 *
 * <p>Standing still means that one batch of the log, or the same committed entry, has been waited
 * for during a whole election timeout. After a hand-over, or one that failed, the next is tried
 * much later, so that members whose disks are all slow do not pass leadership around.
 */
final class StallWatch {

  /** Election timeouts between two attempts. */
  static final int REST = 10;

  private static final Log LOG = Log.of(StallWatch.class);

  private final RaftCore core;
  private final LogWriter log;
  private final LeaderTransfer transfers;
  private final int patienceTicks;

  private int logTicks;
  private int applyTicks;
  private long lastApplied;
  private int restTicks;

  StallWatch(RaftCore core, LogWriter log, LeaderTransfer transfers, int electionTicks) {
    this.core = core;
    this.log = log;
    this.transfers = transfers;
    this.patienceTicks = electionTicks;
  }

  /** A batch of the log has become durable. */
  void logMoved() {
    logTicks = 0;
  }

  /** A tick has passed. */
  void tick() {
    restTicks = Math.max(0, restTicks - 1);
    logTicks = log.isBusy() ? logTicks + 1 : 0;
    boolean applying = core.commitIndex() > core.appliedIndex();
    applyTicks = applying && core.appliedIndex() == lastApplied ? applyTicks + 1 : 0;
    lastApplied = core.appliedIndex();
    boolean stalled = logTicks >= patienceTicks || applyTicks >= patienceTicks;
    if (stalled && core.isLeader() && restTicks == 0) {
      restTicks = REST * patienceTicks;
      LOG.warn(
          "this leader stands still and hands leadership over",
          "waiting-for",
          logTicks >= patienceTicks ? "the disk of its log" : "its state machine",
          "term",
          core.term());
      transfers.start(0, StallWatch::told);
    }
  }

  private static void told(EtcdError failure) {
    if (failure != null) {
      LOG.warn("leadership could not be handed over", "error", failure.text());
    }
  }
}
