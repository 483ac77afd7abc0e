package dev.balsa.raft;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * One member of a Raft group, as a value machine: it is told what happened ({@link #tick}, {@link
 * #step}, {@link #propose}, {@link #persisted}, {@link #applied}) and says what to do ({@link
 * #ready}). It has no clock, no thread, no disk and no network; the same calls give the same
 * answers.
 *
 * <p>Not thread-safe: one thread owns it. The lists it hands out may go anywhere.
 *
 * <p>This class does what the paper says for all servers: it compares terms, gives votes and
 * changes roles. What is true in one role only is in that role's class.
 *
 * <p>A broken invariant is an {@link IllegalStateException}: this member must stop, because going
 * on could cost data.
 */
public final class RaftCore {

  private final RaftConfig config;
  private final Timeouts timeouts;
  private final MemberState member;
  private MemberRole role;
  private SoftState reportedSoft;

  /**
   * A member as it comes back from its disk, as a follower.
   *
   * @throws IllegalArgumentException if what was restored does not fit together
   */
  public RaftCore(RaftConfig config, RandomGenerator random, Restored restored) {
    this.config = config;
    this.timeouts = new Timeouts(config, random);
    this.member = new MemberState(config, restored);
    Follower follower = new Follower(member, 0, timeouts.election());
    if (config.leaseReads() && member.term() > 0) {
      follower.honourForgottenLease();
    }
    role = follower;
    reportedSoft = new SoftState(0, RaftRole.FOLLOWER);
  }

  // ---- what happened ----

  /** A tick of time has passed. */
  public void tick() {
    member.ticks++;
    member.outbox.tick();
    decide(role.tick(), null);
  }

  /**
   * A message has arrived.
   *
   * @throws IllegalArgumentException if it is for another member
   */
  public void step(Message message) {
    if (message.to() != member.id) {
      throw new IllegalArgumentException(
          "member " + member.id + " got a message for " + message.to());
    }
    if (message.from() == member.id) {
      return;
    }
    if (message.term() > member.term()) {
      if (isFromTheFuture(message)) {
        enterTermOf(message);
      } else if (isDisturbance(message)) {
        return;
      }
    } else if (message.term() != 0 && message.term() < member.term()) {
      answerFromThePast(message);
      return;
    }
    if (message.type() == MessageType.VOTE || message.type() == MessageType.PRE_VOTE) {
      answerVoteRequest(message);
    } else if (message.type() == MessageType.PROPOSE) {
      PassedOn.take(message, role, member);
    } else {
      decide(role.step(message), message);
    }
  }

  /** Starts an election now if this member may be elected, without waiting for a timeout. */
  public void campaign() {
    if (role.name() != RaftRole.LEADER) {
      campaign(config.preVote(), false);
    }
  }

  /** Asks for data to be put into the log. The data must not be changed afterwards. */
  public ProposalResult propose(EntryType type, byte[] data) {
    return role.propose(type, data);
  }

  /**
   * Asks for an index at which a read is linearizable; {@link Ready#readStates} will answer. There
   * may be no answer, when messages or leaders get lost: ask again then, with another number.
   *
   * @param context a number that this member has not used before
   * @return false if there will be no answer: no leader is known, or too many reads wait
   */
  public boolean readIndex(long context) {
    return role.readIndex(context);
  }

  /**
   * The persist part of the last {@link Ready} that had one is durable.
   *
   * @param term {@link Ready#persistTerm} of it
   * @param index {@link Ready#persistIndex} of it
   */
  public void persisted(long term, long index) {
    SnapshotMark installed = member.outbox.persisted(term, index);
    if (installed != null) {
      // Not before: the state machine may still have been applying older changes.
      member.membership.become(installed.members());
      member.snapshot = installed;
    }
    if (role instanceof Leader leader) {
      leader.persisted();
    }
  }

  /** The state machine has applied the entries up to this index. */
  public void applied(long index) {
    if (!member.log.appliedTo(index)) {
      return;
    }
    if (role instanceof Leader leader) {
      leader.applied();
    } else if (role instanceof Follower follower && follower.isToldToLead() && mayCampaign()) {
      campaign(false, true);
    }
  }

  /**
   * The state machine applies a configuration change; to be called in log order, before {@link
   * #applied} for its entry.
   *
   * @return the configuration from now on
   * @throws IllegalArgumentException if the change makes no sense in the present configuration,
   *     which stays as it is; it is the same on every member
   */
  public Members applyConfChange(ConfChange change) {
    Members next = MembershipChange.apply(member.membership.members(), change);
    member.membership.become(next);
    if (role instanceof Leader leader) {
      decide(leader.membershipChanged(), null);
    }
    return next;
  }

  /** The entries up to this index, which must be applied, need not be kept in memory any longer. */
  public void compactLog(long index) {
    member.log.compactTo(index);
  }

  /**
   * Forgets entries that are applied: those up to {@code unneeded}, and of those up to {@code
   * dispensable} the oldest, as long as the entries in memory are larger than {@code maxBytes}. For
   * a caller that keeps entries for slow followers, but not any number of them.
   */
  public void compactLog(long unneeded, long dispensable, long maxBytes) {
    member.log.compactTo(unneeded);
    member.log.compactWhileAbove(maxBytes, dispensable);
  }

  /**
   * A snapshot of the state machine is durable: SNAPSHOT messages name it as long as the log goes
   * on from there. Entries that it contains are kept until {@link #compactLog}, so that slow
   * followers can still be served from memory.
   */
  public void snapshotted(SnapshotMark mark) {
    if (mark.index() > member.log.commit()) {
      throw new IllegalStateException(
          "a snapshot at index "
              + mark.index()
              + ", but only "
              + member.log.commit()
              + " is committed");
    }
    member.snapshot = mark;
  }

  /**
   * Hands leadership over to a voter, as soon as it has the whole log. A leader gives up after an
   * election timeout and goes on; until then it refuses proposals. A follower asks its leader.
   */
  public void transferLeadership(long to) {
    role.transferLeadership(to);
  }

  /** A message to that member was probably lost. */
  public void reportUnreachable(long id) {
    if (role instanceof Leader leader) {
      leader.unreachable(id);
    }
  }

  /** That member's process has probably ended: if it leads, nobody need wait to find that out. */
  public void reportGone(long id) {
    if (role instanceof Follower follower) {
      follower.seemsGone(id, timeouts.succession());
    }
  }

  /**
   * A snapshot that a SNAPSHOT message asked for is on its way, and stands at this index: from
   * there on the log goes on when it has arrived.
   */
  public void snapshotSent(long id, long index) {
    if (role instanceof Leader leader) {
      leader.snapshotSent(id, index);
    }
  }

  /** The transfer of a snapshot that a SNAPSHOT message asked for has ended, well or not. */
  public void reportSnapshot(long id, boolean ok) {
    if (role instanceof Leader leader) {
      leader.snapshotEnded(id, ok);
    }
  }

  // ---- what to do ----

  /** Whether {@link #ready} has something. */
  public boolean hasReady() {
    return role.hasUnsent()
        || member.outbox.hasWork()
        || member.log.hasCommittedToHandOut()
        || member.hasReadStates()
        || softChanged();
  }

  /** What is to be done; each thing is handed out once. */
  public Ready ready() {
    if (!hasReady()) {
      return Ready.NOTHING;
    }
    if (role.hasUnsent()) {
      role.flush();
    }
    SoftState soft = null;
    if (softChanged()) {
      soft = new SoftState(role.leaderId(), role.name());
      reportedSoft = soft;
    }
    return member.outbox.makeReady(
        member.log.takeCommitted(config.maxCommittedBytes()), member.takeReadStates(), soft);
  }

  private boolean softChanged() {
    return reportedSoft.role() != role.name() || reportedSoft.leaderId() != role.leaderId();
  }

  // ---- terms, votes and roles (Raft paper, figure 2, "Rules for Servers") ----

  /** Whether a message with a newer term makes this member enter that term. */
  private boolean isFromTheFuture(Message message) {
    return switch (message.type()) {
      // Asked in advance, in a term that nobody is in yet.
      case PRE_VOTE -> false;
      // A yes has the term that was asked about; a no has the voter's own.
      case PRE_VOTE_REPLY -> message.reject();
      case VOTE -> !isDisturbance(message);
      default -> true;
    };
  }

  /** Leader stickiness (Raft thesis, section 4.2.3): who hears of a leader elects no other. */
  private boolean isDisturbance(Message message) {
    boolean asksForVote =
        message.type() == MessageType.VOTE || message.type() == MessageType.PRE_VOTE;
    return asksForVote && config.checkQuorum() && role.hearsLeader() && !message.isForced();
  }

  private void enterTermOf(Message message) {
    member.ballot.enterTerm(message.term());
    becomeFollower(message.isFromLeader() ? message.from() : 0);
  }

  private void answerFromThePast(Message message) {
    switch (message.type()) {
      // Who asks in an old term learns of the newer one (Raft paper, section 5.1).
      case PRE_VOTE -> replyToVote(MessageType.PRE_VOTE_REPLY, message.from(), member.term(), true);
      case VOTE -> replyToVote(MessageType.VOTE_REPLY, message.from(), member.term(), true);
      // A leader of an old term that cannot depose itself by losing its quorum hears that it is
      // over. Otherwise a member with a newer term would be stuck, as stickiness keeps it from
      // being elected.
      case APPEND, HEARTBEAT ->
          member.outbox.send(Message.heartbeatReply(member.id, message.from(), member.term(), 0));
      default -> {
        // Too late to matter.
      }
    }
  }

  /** Every answer tells what is committed: see {@link Candidate}. */
  private void replyToVote(MessageType type, long to, long term, boolean reject) {
    long commit = member.log.commit();
    long commitTerm = member.log.termAt(commit);
    member.outbox.send(Message.voteReply(type, member.id, to, term, reject, commit, commitTerm));
  }

  private void answerVoteRequest(Message message) {
    boolean inAdvance = message.type() == MessageType.PRE_VOTE;
    long vote = member.ballot.vote();
    boolean isFree =
        vote == message.from()
            || (vote == 0 && role.leaderId() == 0)
            || (inAdvance && message.term() > member.term());
    boolean grant = isFree && member.log.isUpToDate(message.index(), message.logTerm());
    if (grant && !inAdvance) {
      member.ballot.voteFor(message.from());
      if (role instanceof Follower follower) {
        follower.waitAgain();
      }
    }
    MessageType type = inAdvance ? MessageType.PRE_VOTE_REPLY : MessageType.VOTE_REPLY;
    long term = grant ? message.term() : member.term();
    replyToVote(type, message.from(), term, !grant);
    if (inAdvance && role.name() == RaftRole.PRE_CANDIDATE) {
      meetRival(message, grant);
    }
  }

  /**
   * Somebody else asks for votes in advance at the same time: who has less of the log, or as much
   * and the smaller id, leaves the election to the other. Otherwise both would win in advance, vote
   * for themselves and lose for real. Whose vote cannot be had because it has less of the log does
   * not believe in the old leader any longer, and so is asked again at once.
   */
  private void meetRival(Message request, boolean granted) {
    RaftLog log = member.log;
    boolean asMuch = request.index() == log.lastIndex() && request.logTerm() == log.lastTerm();
    if (!granted && !asMuch) {
      campaign(true, false);
    } else if (granted && (!asMuch || Long.compareUnsigned(request.from(), member.id) > 0)) {
      role = new Follower(member, 0, timeouts.rematch());
    }
  }

  private void decide(Decision decision, Message message) {
    switch (decision) {
      case STAY -> {}
      case CAMPAIGN -> campaign(config.preVote(), false);
      case CAMPAIGN_FORCED -> campaign(false, true);
      case WON_PRE_VOTE -> startElection(false);
      case WON_ELECTION -> role = new Leader(member);
      case STEP_DOWN -> becomeFollower(0);
      case LOST_ELECTION -> role = new Follower(member, 0, timeouts.rematch());
      case FOLLOW_SENDER -> {
        becomeFollower(message.from());
        decide(role.step(message), message);
      }
    }
  }

  private void becomeFollower(long leaderId) {
    role = new Follower(member, leaderId, timeouts.election());
  }

  private void campaign(boolean inAdvance, boolean forced) {
    if (!mayCampaign()) {
      if (role instanceof Follower follower) {
        follower.waitForAnybody(forced);
      } else {
        becomeFollower(0);
      }
    } else if (inAdvance) {
      Candidate candidate = new Candidate(member, true, timeouts.askAgain());
      role = candidate;
      decide(candidate.ask(false), null);
    } else {
      startElection(forced);
    }
  }

  private void startElection(boolean forced) {
    member.ballot.enterTerm(member.term() + 1);
    member.ballot.voteFor(member.id);
    Candidate candidate = new Candidate(member, false, timeouts.election());
    role = candidate;
    decide(candidate.ask(forced), null);
  }

  /**
   * A member with a committed configuration change that it has not applied would count votes by a
   * configuration that is over: it applies first.
   */
  private boolean mayCampaign() {
    RaftLog log = member.log;
    return member.membership.isSelfVoter()
        && !log.isWaitingForSnapshot()
        && log.firstConfChangeBetween(log.applied(), log.commit()) == 0;
  }

  // ---- questions ----

  /** This member's id. */
  public long memberId() {
    return member.id;
  }

  /** The role. */
  public RaftRole role() {
    return role.name();
  }

  /** Whether this member believes to lead. */
  public boolean isLeader() {
    return role.name() == RaftRole.LEADER;
  }

  /** The leader of the term, 0 if unknown. */
  public long leaderId() {
    return role.leaderId();
  }

  /**
   * Whether this member has taken a SNAPSHOT message for its own and the snapshot is not durable
   * here yet: it will be in the persist part of a {@link Ready}, and nothing is applied before.
   */
  public boolean awaitsSnapshot() {
    return member.log.isWaitingForSnapshot();
  }

  /** The term. */
  public long term() {
    return member.term();
  }

  /** What is known to be committed. */
  public long commitIndex() {
    return member.log.commit();
  }

  /** What is applied. */
  public long appliedIndex() {
    return member.log.applied();
  }

  /** The end of the log. */
  public long lastIndex() {
    return member.log.lastIndex();
  }

  /** The first entry that is still in memory. */
  public long firstIndex() {
    return member.log.firstIndex();
  }

  /** The configuration as applied. */
  public Members members() {
    return member.membership.members();
  }

  /**
   * How many more ticks a read at this leader is linearizable without a round; 0 unless {@link
   * RaftConfig#leaseReads} is on. Ticks are all that raft knows of time: after a pause of the
   * process the caller must tick what it missed, and ask again after the read.
   */
  public int leaseTicks() {
    return role instanceof Leader leader ? leader.leaseTicks() : 0;
  }

  /** The log itself, for tests of this package. */
  RaftLog log() {
    return member.log;
  }

  /** Whether this member leads and may have a change of members in its log, not applied yet. */
  public boolean isChangingMembers() {
    return role instanceof Leader leader && leader.isChangingMembers();
  }

  /** A picture of this member. */
  public RaftStatus status() {
    RaftLog log = member.log;
    Leader leader = role instanceof Leader leading ? leading : null;
    return new RaftStatus(
        member.id,
        role.name(),
        member.term(),
        member.ballot.vote(),
        role.leaderId(),
        log.commit(),
        log.applied(),
        log.persisted(),
        log.lastIndex(),
        log.firstIndex(),
        leader == null ? 0 : leader.successor(),
        members(),
        leader == null ? List.of() : leader.peerStatus());
  }
}
