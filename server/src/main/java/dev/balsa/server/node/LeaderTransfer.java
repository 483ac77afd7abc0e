package dev.balsa.server.node;

import dev.balsa.raft.Members;
import dev.balsa.raft.RaftCore;
import dev.balsa.raft.RaftStatus;
import dev.balsa.server.errors.EtcdError;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

/**
 * Leadership on its way to another member, and who waits for it to get there. Belongs to the node
 * agent.
 */
final class LeaderTransfer {

  private record Waiting(long target, long deadlineTick, Consumer<EtcdError> whenDone) {}

  private final RaftCore core;
  private final PeerLink peers;
  private final int patienceTicks;
  private final List<Waiting> waiting = new ArrayList<>();
  private long ticks;

  /**
   * @param patienceTicks for how long consensus tries, which is an election timeout
   */
  LeaderTransfer(RaftCore core, PeerLink peers, int patienceTicks) {
    this.core = core;
    this.peers = peers;
    this.patienceTicks = patienceTicks;
  }

  /**
   * Begins.
   *
   * @param target a voter; 0 for whichever is closest to the end of the log
   * @param whenDone gets null as soon as somebody else leads, or nobody is there to hand over to
   */
  void start(long target, Consumer<EtcdError> whenDone) {
    if (!core.isLeader()) {
      whenDone.accept(target == 0 ? null : EtcdError.NOT_LEADER);
      return;
    }
    long successor = target == 0 ? closest() : target;
    if (successor == 0 || successor == core.memberId()) {
      whenDone.accept(null);
      return;
    }
    core.transferLeadership(successor);
    waiting.add(new Waiting(target, ticks + patienceTicks, whenDone));
  }

  /** The voter that can be reached and has the most of the log; 0 if there is none. */
  private long closest() {
    Members members = core.members();
    long best = 0;
    long bestMatch = -1;
    for (RaftStatus.Peer peer : core.status().peers()) {
      boolean able =
          peer.recentlyActive()
              && members.voters().contains(peer.memberId())
              && peers.isConnected(peer.memberId());
      if (able && peer.matchIndex() > bestMatch) {
        best = peer.memberId();
        bestMatch = peer.matchIndex();
      }
    }
    return best;
  }

  /** A tick has passed. */
  void tick() {
    ticks++;
    for (Iterator<Waiting> each = waiting.iterator(); each.hasNext(); ) {
      Waiting next = each.next();
      if (ticks >= next.deadlineTick()) {
        each.remove();
        next.whenDone().accept(EtcdError.TIMEOUT_LEADER_TRANSFER);
      }
    }
  }

  /** Somebody leads. */
  void leaderIs(long leaderId) {
    for (Iterator<Waiting> each = waiting.iterator(); each.hasNext(); ) {
      Waiting next = each.next();
      boolean there = next.target() == 0 ? leaderId != core.memberId() : leaderId == next.target();
      if (there) {
        each.remove();
        next.whenDone().accept(null);
      }
    }
  }

  /** The member stops. */
  void close() {
    waiting.forEach(each -> each.whenDone().accept(EtcdError.STOPPED));
    waiting.clear();
  }
}
