package dev.balsa.raft;

import java.util.List;

/**
 * Leads one term: takes proposals, replicates, commits. When leadership is lost this object and all
 * it knows of the others is dropped.
 */
final class Leader implements MemberRole {

  private static final byte[] NOTHING = {};

  private final MemberState member;
  private final RaftConfig config;
  private final RaftLog log;
  private final Replicator peers;
  private final ReadRounds reads;

  /**
   * The newest entry that may be a configuration change. Invariant: the next one is appended only
   * when this is applied, so at most one is under way (Raft thesis, section 4.1).
   */
  private long pendingConfIndex;

  /**
   * Whether an entry of this term is committed. Before that the leader does not know what is
   * committed (Raft paper, section 8), and so answers no read and changes no configuration.
   */
  private boolean committedInTerm;

  /** The data of the entries behind the commit index. Invariant: 0 when there is none. */
  private long uncommittedBytes;

  /** Who is to lead next; 0 for nobody. While it is set, proposals are refused. */
  private long successor;

  private int transferTicks;

  /** Somebody may start an election without asking: a lease would be a lie from now on. */
  private boolean leaseIsVoid;

  private int heartbeatTicks;
  private int quorumTicks;

  /** Something is in the log, or known of a member, that makes {@link #flush} worth the look. */
  private boolean sendDue;

  Leader(MemberState member) {
    this.member = member;
    config = member.config;
    log = member.log;
    peers = new Replicator(member);
    reads = new ReadRounds(member);
    pendingConfIndex = log.lastIndex();
    uncommittedBytes = log.bytesBetween(log.commit(), log.lastIndex());
    append(EntryType.NORMAL, NOTHING);
  }

  @Override
  public RaftRole name() {
    return RaftRole.LEADER;
  }

  @Override
  public long leaderId() {
    return member.id;
  }

  @Override
  public boolean hearsLeader() {
    // With the check of the quorum on it would have stepped down otherwise.
    return true;
  }

  Replicator peers() {
    return peers;
  }

  long successor() {
    return successor;
  }

  private void append(EntryType type, byte[] data) {
    Entry entry = new Entry(member.term(), log.lastIndex() + 1, type, data);
    log.append(entry);
    uncommittedBytes += entry.sizeBytes();
    if (type != EntryType.NORMAL) {
      pendingConfIndex = entry.index();
    }
    sendDue = true;
  }

  /** Whether a change of members may be in the log and not applied. */
  boolean isChangingMembers() {
    return pendingConfIndex > log.applied();
  }

  @Override
  public ProposalResult propose(EntryType type, byte[] data) {
    if (successor != 0) {
      return ProposalResult.LEADER_TRANSFERRING;
    }
    if (type != EntryType.NORMAL && (isChangingMembers() || !committedInTerm)) {
      return ProposalResult.CONF_CHANGE_PENDING;
    }
    if (uncommittedBytes > 0 && uncommittedBytes + data.length > config.maxUncommittedBytes()) {
      return ProposalResult.UNCOMMITTED_LIMIT;
    }
    append(type, data);
    return ProposalResult.ACCEPTED;
  }

  @Override
  public boolean readIndex(long context) {
    return reads.add(member.id, context);
  }

  @Override
  public Decision tick() {
    if (successor != 0 && ++transferTicks >= config.electionTicks()) {
      successor = 0;
    }
    if (++quorumTicks >= config.electionTicks()) {
      quorumTicks = 0;
      boolean hasQuorum = peers.takeQuorumActivity();
      if (config.checkQuorum() && !hasQuorum) {
        return Decision.STEP_DOWN;
      }
    }
    if (++heartbeatTicks >= config.heartbeatTicks()) {
      heartbeatTicks = 0;
      if (config.leaseReads() && committedInTerm) {
        reads.start(member.ticks, log.commit());
        confirmReads();
      }
      peers.sendHeartbeats(reads.newest());
    }
    return Decision.STAY;
  }

  @Override
  public Decision step(Message message) {
    if (message.isFromLeader()) {
      throw new IllegalStateException(
          "two leaders in term " + member.term() + ": " + member.id + " and " + message.from());
    }
    switch (message.type()) {
      case READ_INDEX -> reads.add(message.from(), message.context());
      case TRANSFER_LEADER -> transferLeadership(message.context());
      case APPEND_REPLY, HEARTBEAT_REPLY -> {
        Progress peer = peers.find(message.from());
        if (peer != null) {
          peer.heard();
          takeReply(peer, message);
        }
      }
      default -> {
        // A vote that came late.
      }
    }
    return Decision.STAY;
  }

  private void takeReply(Progress peer, Message message) {
    if (message.type() == MessageType.HEARTBEAT_REPLY) {
      takeHeartbeatReply(peer, message.context());
    } else if (message.reject()) {
      takeRefusal(peer, message);
    } else {
      takeAcceptance(peer, message.index());
    }
  }

  private void takeHeartbeatReply(Progress peer, long round) {
    peer.ackRound(round);
    confirmReads();
    peer.mayProbeAgain(member.ticks);
    if (peer.isStalled(member.ticks)) {
      peers.inquire(peer);
    }
    if (peer.match() < log.lastIndex()) {
      sendDue = true;
    }
  }

  private void takeRefusal(Progress peer, Message message) {
    // The other half of the fast back-up: the follower's term at the hint rules out all entries of
    // this log that have a greater term.
    long hint = log.lastIndexWithTermAtMost(message.rejectHint(), message.logTerm());
    if (peer.refused(message.index(), hint)) {
      sendDue = true;
    }
  }

  private void takeAcceptance(Progress peer, long index) {
    if (index > log.lastIndex()) {
      throw new IllegalStateException(
          "member "
              + peer.id
              + " accepted index "
              + index
              + ", but the log ends at "
              + log.lastIndex());
    }
    if (peer.accepted(index, log.floor())) {
      maybeCommit();
      if (peer.id == successor) {
        handOverIfReady(peer);
      }
    }
    sendDue = true;
  }

  /** This member's own disk has more of the log. */
  void persisted() {
    maybeCommit();
  }

  /**
   * Commits what a quorum has on disk, if it is of this term: older entries are committed only by
   * way of a newer one (Raft paper, section 5.4.2 and figure 8).
   */
  private void maybeCommit() {
    long reached = member.membership.quorum().reached(peers::matchOf);
    long before = log.commit();
    if (reached > before && log.termAt(reached) == member.term()) {
      log.commitTo(reached);
      uncommittedBytes -= log.bytesBetween(before, reached);
      committedInTerm = true;
      sendDue = true;
    }
  }

  private void confirmReads() {
    reads.confirm(member.membership.quorum().reached(peers::ackedRoundOf));
  }

  /** The state machine has gone on: a joint configuration may be due to end. */
  void applied() {
    if (member.membership.members().autoLeave()
        && pendingConfIndex <= log.applied()
        && committedInTerm) {
      append(EntryType.CONF_CHANGE_V2, NOTHING);
    }
  }

  /** The configuration has changed. A leader that is no longer part of it steps down. */
  Decision membershipChanged() {
    peers.followMembership();
    if (!member.membership.isSelfVoter()) {
      // The others learn that it is committed, and who has most of the log leads them from now on.
      peers.replicate();
      Progress heir = peers.mostAdvanced();
      if (heir != null) {
        member.outbox.send(Message.timeoutNow(member.id, heir.id, member.term()));
      }
      return Decision.STEP_DOWN;
    }
    if (successor != 0 && !member.membership.isVoter(successor)) {
      successor = 0;
    }
    maybeCommit();
    confirmReads();
    sendDue = true;
    return Decision.STAY;
  }

  @Override
  public void transferLeadership(long to) {
    Progress peer = peers.find(to);
    if (peer == null || !member.membership.isVoter(to) || to == successor) {
      return;
    }
    successor = to;
    transferTicks = 0;
    sendDue = true;
    handOverIfReady(peer);
  }

  /** A successor that has the whole log may go; others are brought there first. */
  private void handOverIfReady(Progress peer) {
    if (peer.match() == log.lastIndex()) {
      leaseIsVoid = true;
      member.outbox.send(Message.timeoutNow(member.id, peer.id, member.term()));
    }
  }

  void unreachable(long id) {
    Progress peer = peers.find(id);
    if (peer != null && peer.state() == RaftStatus.PeerState.REPLICATE) {
      peer.probeFrom(peer.match() + 1);
      sendDue = true;
    }
  }

  void snapshotSent(long id, long index) {
    Progress peer = peers.find(id);
    if (peer != null && peer.state() == RaftStatus.PeerState.SNAPSHOT) {
      peer.snapshotSent(index);
    }
  }

  void snapshotEnded(long id, boolean ok) {
    Progress peer = peers.find(id);
    if (peer != null && peer.state() == RaftStatus.PeerState.SNAPSHOT) {
      peer.snapshotEnded(ok);
    }
  }

  /** Ticks for which no other leader can be elected; 0 if that is not sure. */
  int leaseTicks() {
    if (!config.leaseReads() || !committedInTerm || leaseIsVoid || successor != 0) {
      return 0;
    }
    if (reads.confirmedTick() < 0) {
      return 0;
    }
    // A tick at either end may be a short one, and clocks differ by up to a tenth.
    long length = config.electionTicks() - 2L - Math.max(1, config.electionTicks() / 10);
    return (int) Math.max(0, reads.confirmedTick() + length - member.ticks);
  }

  @Override
  public boolean hasUnsent() {
    return (sendDue && peers.isNotAlone()) || (committedInTerm && reads.hasWaiting());
  }

  @Override
  public void flush() {
    if (committedInTerm && reads.hasWaiting()) {
      if (leaseTicks() > 0) {
        reads.answerWaiting(log.commit());
      } else {
        startReadRound();
      }
    }
    if (sendDue) {
      sendDue = false;
      peers.replicate();
    }
  }

  private void startReadRound() {
    reads.start(member.ticks, log.commit());
    if (member.membership.isSelfQuorum()) {
      confirmReads();
    } else {
      peers.sendHeartbeats(reads.newest());
    }
  }

  List<RaftStatus.Peer> peerStatus() {
    return peers.status();
  }
}
