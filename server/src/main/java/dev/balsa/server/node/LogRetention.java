package dev.balsa.server.node;

import dev.balsa.raft.RaftCore;
import dev.balsa.raft.RaftStatus;

/**
 * How much of the log stays in memory. Belongs to the node agent.
 *
 * <p>Always the entries that {@code --snapshot-catchup-entries} asks for, behind the newest mark.
 * And what a member needs that is alive and behind: a copy of the store takes time to travel and to
 * be read, and under heavy writes the log would be cut beyond it before it has arrived, and the
 * next copy likewise, for ever. That has a bound in bytes; whoever needs more gets another copy.
 */
final class LogRetention {

  /** Entries in memory, in bytes, beyond which nothing is kept for members that lag. */
  static final long MAX_KEPT_BYTES = Math.min(256L << 20, Runtime.getRuntime().maxMemory() / 8);

  /** Ticks between two looks at whether what was kept for somebody is still needed. */
  private static final int LOOK_TICKS = 10;

  private final RaftCore core;
  private final SnapshotFlow snapshots;
  private final PeerLink peers;
  private final long catchUpEntries;

  /** Behind the newest mark this is all that must stay. */
  private long dispensable;

  private boolean keepsMore;
  private long ticks;

  LogRetention(RaftCore core, SnapshotFlow snapshots, PeerLink peers, long catchUpEntries) {
    this.core = core;
    this.snapshots = snapshots;
    this.peers = peers;
    this.catchUpEntries = catchUpEntries;
  }

  /** The store stands for the log up to this index, on disk. */
  void marked(long index) {
    dispensable = Math.max(dispensable, index - catchUpEntries);
    cut();
  }

  /** A tick has passed. */
  void tick() {
    if (keepsMore && ++ticks % LOOK_TICKS == 0) {
      cut();
    }
  }

  private void cut() {
    long limit = Math.min(dispensable, core.appliedIndex());
    if (limit < core.firstIndex()) {
      keepsMore = false;
      return;
    }
    long needed = Math.min(limit, leastNeeded());
    core.compactLog(needed, limit, MAX_KEPT_BYTES);
    keepsMore = core.firstIndex() <= limit;
  }

  /** The index behind which some living member needs the log. */
  private long leastNeeded() {
    long least = Long.MAX_VALUE;
    for (RaftStatus.Peer peer : core.status().peers()) {
      long has = Math.max(peer.matchIndex(), snapshots.indexOnTheWayTo(peer.memberId()));
      boolean lives = peer.recentlyActive() || peers.isConnected(peer.memberId());
      // Whom the log cannot serve any more will get a copy, and be served from there.
      if (lives && has >= core.firstIndex() - 1) {
        least = Math.min(least, has);
      }
    }
    return least;
  }
}
