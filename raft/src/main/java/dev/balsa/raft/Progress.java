package dev.balsa.raft;

import dev.balsa.raft.RaftStatus.PeerState;

/**
 * What a leader knows of one member's log.
 *
 * <pre>
 *              an entry was accepted                 entries it needs are gone
 *     PROBE --------------------------&gt; REPLICATE ------------------------------&gt; SNAPSHOT
 *       ^                                   |                                        |
 *       +--- refused, or not reachable -----+                                        |
 *       +--- the snapshot was taken, or failed, or the log joined again -------------+
 * </pre>
 */
final class Progress {

  final long id;
  private final SendWindow window;

  private PeerState state = PeerState.PROBE;

  /** Durable there and equal to the leader's log up to here; only grows. */
  private long match;

  /** The next entry to send. Invariant: {@code match < next}. */
  private long next;

  /** The commit index that the member was told last. */
  private long sentCommit;

  /** PROBE: the one message is under way, since that tick. */
  private boolean awaitsProbe;

  private long probeTick;

  /** SNAPSHOT: the least index that the snapshot has. */
  private long snapshotIndex;

  /** Heard of since the leader looked last whether it has a quorum. */
  private boolean active;

  /** The newest round that the member has answered. */
  private long ackedRound;

  /** The last look at whether it stalls: when, and what was accepted then. */
  private long lookedTick;

  private long lookedMatch;

  Progress(long id, long next, RaftConfig config) {
    this.id = id;
    this.next = next;
    this.window = new SendWindow(config.maxInflightMessages(), config.maxInflightBytes());
  }

  PeerState state() {
    return state;
  }

  long match() {
    return match;
  }

  long next() {
    return next;
  }

  SendWindow window() {
    return window;
  }

  boolean isActive() {
    return active;
  }

  void heard() {
    active = true;
  }

  void forgetActivity() {
    active = false;
  }

  long ackedRound() {
    return ackedRound;
  }

  void ackRound(long round) {
    ackedRound = Math.max(ackedRound, round);
  }

  boolean maySend() {
    return switch (state) {
      case PROBE -> !awaitsProbe;
      case REPLICATE -> !window.isFull();
      case SNAPSHOT -> false;
    };
  }

  /**
   * Whether messages are under way and nothing was accepted since the last look, a tick or more
   * ago.
   */
  boolean isStalled(long tick) {
    if (tick == lookedTick) {
      return false;
    }
    boolean isStalled = state == PeerState.REPLICATE && match + 1 < next && match == lookedMatch;
    lookedTick = tick;
    lookedMatch = match;
    return isStalled;
  }

  boolean knowsCommit(long commit) {
    return sentCommit >= commit;
  }

  void sentCommit(long commit) {
    sentCommit = Math.max(sentCommit, commit);
  }

  /** A message with entries up to {@code last}, or none, has left. */
  void sent(long last, long bytes, long tick) {
    if (state == PeerState.PROBE) {
      awaitsProbe = true;
      probeTick = tick;
    } else if (last >= next) {
      window.add(last, bytes);
      next = last + 1;
    }
  }

  /**
   * The member has everything up to there on its disk. Tells whether that is news.
   *
   * @param floor the index before the first that the leader can still send
   */
  boolean accepted(long index, long floor) {
    boolean isNews = index > match;
    match = Math.max(match, index);
    next = Math.max(next, match + 1);
    switch (state) {
      case REPLICATE -> window.freeUpTo(index);
      case PROBE -> {
        if (isNews || (index == match && next == match + 1)) {
          replicateFromMatch();
        }
      }
      case SNAPSHOT -> {
        // However it got there: from here on the log goes on.
        if (isNews && match >= floor) {
          replicateFromMatch();
        }
      }
    }
    return isNews;
  }

  private void replicateFromMatch() {
    become(PeerState.REPLICATE);
    next = match + 1;
  }

  /**
   * The member refused entries behind {@code asked}; the logs may agree at {@code hint}. Tells
   * whether that is news, and not an answer from before what is known now.
   */
  boolean refused(long asked, long hint) {
    if (state == PeerState.REPLICATE) {
      if (asked <= match) {
        return false;
      }
      probeFrom(match + 1);
      return true;
    }
    if (state == PeerState.SNAPSHOT || asked != next - 1) {
      return false;
    }
    next = Math.max(Math.min(asked, hint + 1), match + 1);
    awaitsProbe = false;
    return true;
  }

  void probeFrom(long index) {
    become(PeerState.PROBE);
    next = Math.max(index, match + 1);
  }

  void awaitSnapshot(long index) {
    become(PeerState.SNAPSHOT);
    snapshotIndex = index;
  }

  /** The snapshot on its way stands at this index. */
  void snapshotSent(long index) {
    snapshotIndex = Math.max(snapshotIndex, index);
  }

  /** The transfer of the snapshot has ended. */
  void snapshotEnded(boolean ok) {
    probeFrom(ok ? Math.max(match, snapshotIndex) + 1 : match + 1);
    // Either the member's own answer or its next heartbeat goes on from here.
    awaitsProbe = true;
  }

  /** The member is alive: a probe that should be answered by now may be sent again. */
  void mayProbeAgain(long tick) {
    awaitsProbe = awaitsProbe && probeTick == tick;
  }

  private void become(PeerState next) {
    state = next;
    awaitsProbe = false;
    snapshotIndex = 0;
    window.clear();
  }

  RaftStatus.Peer status(boolean isLearner) {
    return new RaftStatus.Peer(
        id, isLearner, state, match, next, active, window.count(), window.bytes());
  }
}
