package dev.balsa.server.node;

import dev.balsa.raft.RaftCore;
import dev.balsa.raft.RaftStatus;

/**
 * How much of the log stays in memory. Belongs to the node agent.
 *
 * <p>The entries that {@code --snapshot-catchup-entries} asks for, behind the newest mark. And what
 * a member needs that is alive and behind: a copy of the store takes time to travel and to be read,
 * and under heavy writes the log would be cut beyond it before it has arrived, and the next copy
 * likewise, for ever. Both have one bound in bytes, for five thousand large entries would fill a
 * heap; whoever needs more gets another copy.
 */
final class LogRetention {

  /** Entries in memory, in bytes, beyond which nothing is kept that has a mark behind it. */
  static final long MAX_KEPT_BYTES = Math.min(256L << 20, Runtime.getRuntime().maxMemory() / 8);

  /** Ticks between two looks at whether what was kept for somebody is still needed. */
  private static final int LOOK_TICKS = 10;

  private final RaftCore core;
  private final SnapshotFlow snapshots;
  private final PeerLink peers;
  private final long catchUpEntries;
  private final long keptBytesMax;

  /** The newest mark: the store has, on disk, what lies before it. */
  private long marked;

  private boolean keepsMore;
  private long ticks;

  LogRetention(
      RaftCore core,
      SnapshotFlow snapshots,
      PeerLink peers,
      long catchUpEntries,
      long keptBytesMax) {
    this.core = core;
    this.snapshots = snapshots;
    this.peers = peers;
    this.catchUpEntries = catchUpEntries;
    this.keptBytesMax = keptBytesMax;
  }

  /** The store stands for the log up to this index, on disk. */
  void marked(long index) {
    marked = Math.max(marked, index);
    cut();
  }

  /** A tick has passed. */
  void tick() {
    if (keepsMore && ++ticks % LOOK_TICKS == 0) {
      cut();
    }
  }

  private void cut() {
    long limit = Math.min(marked, core.appliedIndex());
    long spare = limit - catchUpEntries;
    core.compactLog(Math.min(spare, leastNeeded()), limit, keptBytesMax);
    keepsMore = core.firstIndex() <= spare;
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
