package dev.balsa.raft;

import dev.balsa.raft.RaftStatus.PeerState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Brings a leader's log to all other members, and knows how far each of them is. */
final class Replicator {

  private final MemberState member;

  /** All other members, by id. */
  private Progress[] peers = {};

  Replicator(MemberState member) {
    this.member = member;
    followMembership();
    for (Progress peer : peers) {
      peer.forgetActivity();
    }
  }

  /** The configuration has changed: newcomers are probed from the end of the log on. */
  void followMembership() {
    long[] ids = member.membership.others();
    Progress[] next = new Progress[ids.length];
    for (int i = 0; i < ids.length; i++) {
      Progress known = find(ids[i]);
      if (known == null) {
        known = new Progress(ids[i], member.log.lastIndex() + 1, member.config);
        // A newcomer gets the time to answer before it counts as silent.
        known.heard();
      }
      next[i] = known;
    }
    sayGoodbye(next);
    peers = next;
  }

  /** Who is no longer a member should learn that this is committed, and stop by itself. */
  private void sayGoodbye(Progress[] staying) {
    for (Progress peer : peers) {
      if (peer.state() == PeerState.REPLICATE && !Arrays.asList(staying).contains(peer)) {
        inquire(peer);
      }
    }
  }

  boolean isNotAlone() {
    return peers.length > 0;
  }

  /** What is known of a member; null if it is none. */
  Progress find(long id) {
    for (Progress peer : peers) {
      if (peer.id == id) {
        return peer;
      }
    }
    return null;
  }

  long matchOf(long id) {
    if (id == member.id) {
      return member.log.persisted();
    }
    Progress peer = find(id);
    return peer == null ? 0 : peer.match();
  }

  long ackedRoundOf(long id) {
    if (id == member.id) {
      return Long.MAX_VALUE;
    }
    Progress peer = find(id);
    return peer == null ? 0 : peer.ackedRound();
  }

  /** The voter with the longest log of those that were heard of lately; null if there is none. */
  Progress mostAdvanced() {
    Progress best = null;
    for (Progress peer : peers) {
      boolean able = peer.isActive() && member.membership.isVoter(peer.id);
      if (able && (best == null || peer.match() > best.match())) {
        best = peer;
      }
    }
    return best;
  }

  /** Whether a quorum was heard of since the last time this was asked. */
  boolean takeQuorumActivity() {
    boolean hasQuorum = member.membership.quorum().reached(this::activityOf) == 1;
    for (Progress peer : peers) {
      peer.forgetActivity();
    }
    return hasQuorum;
  }

  private long activityOf(long id) {
    if (id == member.id) {
      return 1;
    }
    Progress peer = find(id);
    return peer != null && peer.isActive() ? 1 : 0;
  }

  void sendHeartbeats(long round) {
    for (Progress peer : peers) {
      // Never more than the member is known to have: it may lack what is committed.
      long commit = Math.min(peer.match(), member.log.commit());
      member.outbox.send(Message.heartbeat(member.id, peer.id, member.term(), commit, round));
      peer.sentCommit(commit);
    }
  }

  /** Sends everybody what it lacks, as far as its window allows. */
  void replicate() {
    for (Progress peer : peers) {
      replicate(peer);
    }
  }

  private void replicate(Progress peer) {
    RaftLog log = member.log;
    while (peer.maySend()) {
      boolean isNew = peer.next() <= log.lastIndex();
      if (!isNew && peer.state() == PeerState.REPLICATE && peer.knowsCommit(log.commit())) {
        return;
      }
      if (peer.next() - 1 < log.floor()) {
        sendSnapshot(peer);
        return;
      }
      if (!isNew && peer.state() == PeerState.REPLICATE) {
        tellCommit(peer);
        return;
      }
      send(peer, isNew);
      if (!isNew) {
        return;
      }
    }
  }

  private void tellCommit(Progress peer) {
    RaftLog log = member.log;
    long last = peer.next() - 1;
    member.outbox.send(
        Message.commit(member.id, peer.id, member.term(), last, log.termAt(last), log.commit()));
    peer.sentCommit(Math.min(log.commit(), last));
  }

  /** Asks without entries whether the member has what was sent: an answer is long overdue. */
  void inquire(Progress peer) {
    if (peer.next() - 1 >= member.log.floor()) {
      send(peer, false);
    } else {
      // Even the end of what was sent is forgotten here: it starts again from what is known.
      peer.probeFrom(peer.match() + 1);
    }
  }

  private void send(Progress peer, boolean withEntries) {
    RaftLog log = member.log;
    RaftConfig config = member.config;
    long prev = peer.next() - 1;
    List<Entry> entries =
        withEntries
            ? log.slice(prev, log.lastIndex(), config.maxMessageBytes(), config.maxMessageEntries())
            : List.of();
    long last = prev + entries.size();
    member.outbox.send(
        Message.append(
            member.id, peer.id, member.term(), prev, log.termAt(prev), entries, log.commit()));
    peer.sentCommit(Math.min(log.commit(), last));
    peer.sent(last, log.bytesBetween(prev, last), member.ticks);
  }

  private void sendSnapshot(Progress peer) {
    if (!peer.isActive()) {
      // Nothing so large for a member that may be dead.
      return;
    }
    RaftLog log = member.log;
    SnapshotMark mark = member.snapshot;
    if (mark.index() < log.floor()) {
      // The log goes on behind it: the caller has to make a newer one, at least as new as this.
      long index = log.applied();
      mark = new SnapshotMark(index, log.termAt(index), member.membership.members());
    }
    member.outbox.send(Message.snapshot(member.id, peer.id, member.term(), mark));
    peer.awaitSnapshot(mark.index());
  }

  List<RaftStatus.Peer> status() {
    List<Long> learners = member.membership.members().learners();
    List<RaftStatus.Peer> status = new ArrayList<>(peers.length);
    Arrays.stream(peers).forEach(peer -> status.add(peer.status(learners.contains(peer.id))));
    return status;
  }
}
