package dev.balsa.raft;

import java.util.ArrayList;
import java.util.List;

/** Takes entries from the leader of its term, and waits for one while there is none. */
final class Follower implements MemberRole {

  private final MemberState member;

  /** Ticks without a leader until it campaigns; drawn at random, which breaks split votes. */
  private final int timeoutTicks;

  /** Who leads this term; set once a term. 0: not known yet. */
  private long leaderId;

  /** Ticks since the leader was heard of. */
  private int silentTicks;

  /** Ticks since the leader was heard of, a vote was given, or a campaign was not possible. */
  private int waitedTicks;

  /** Ticks for which a member that has forgotten its leader in a crash honours its lease. */
  private int lastLeaseTicks;

  /** Ticks for which this member takes over as soon as it can, because the leader said so. */
  private int toldTicks;

  /** Proposals that leave together as one message. */
  private List<Entry> forwarding = new ArrayList<>();

  Follower(MemberState member, long leaderId, int timeoutTicks) {
    this.member = member;
    this.leaderId = leaderId;
    this.timeoutTicks = timeoutTicks;
  }

  /** A lease may rest on a promise that was given before this restart. */
  void honourForgottenLease() {
    lastLeaseTicks = member.config.electionTicks();
  }

  @Override
  public RaftRole name() {
    return RaftRole.FOLLOWER;
  }

  @Override
  public long leaderId() {
    return leaderId;
  }

  @Override
  public boolean hearsLeader() {
    return lastLeaseTicks > 0 || (leaderId != 0 && silentTicks < member.config.electionTicks());
  }

  @Override
  public Decision tick() {
    silentTicks++;
    waitedTicks++;
    lastLeaseTicks = Math.max(0, lastLeaseTicks - 1);
    toldTicks = Math.max(0, toldTicks - 1);
    return waitedTicks >= timeoutTicks ? Decision.CAMPAIGN : Decision.STAY;
  }

  /**
   * That member's process has probably ended: the connection broke, and nobody listens there any
   * more. If it leads, there is nothing to wait for: it is as if its election timeout had passed,
   * with so many ticks left. Any word of it undoes this.
   *
   * <p>The timeout is a guess when an election is worth its while (Raft paper, section 5.2), so a
   * better one may replace it, and safety never rests on it (section 5.6). A false report costs
   * questions in advance, which those refuse who hear of the leader (Raft thesis, sections 9.6 and
   * 4.2.3). Only where reads rest on a lease do followers owe a leader their patience (section
   * 6.4.1): there the report counts for nothing.
   */
  void seemsGone(long id, int ticksLeft) {
    if (id == leaderId && !member.config.leaseReads()) {
      silentTicks = Math.max(silentTicks, member.config.electionTicks());
      waitedTicks = Math.max(waitedTicks, timeoutTicks - ticksLeft);
    }
  }

  /** A vote was given: its receiver gets the time to win. */
  void waitAgain() {
    waitedTicks = 0;
  }

  /**
   * Whether a leader that goes has told this member to take its place, which it could not at that
   * moment. The order is as old as an election timeout at most: after that the leader would have
   * taken it back, or another is found.
   */
  boolean isToldToLead() {
    return toldTicks > 0;
  }

  /**
   * The leader is silent, or goes, and this member cannot take its place: somebody else has to.
   *
   * @param told whether it goes, and has told this member to
   */
  void waitForAnybody(boolean told) {
    if (told) {
      toldTicks = member.config.electionTicks();
    }
    waitedTicks = 0;
    if (silentTicks >= timeoutTicks) {
      leaderId = 0;
      forwarding.clear();
    }
  }

  @Override
  public Decision step(Message message) {
    switch (message.type()) {
      case APPEND, COMMIT -> {
        follow(message.from());
        takeEntries(message);
      }
      case HEARTBEAT -> {
        follow(message.from());
        member.log.commitTo(message.commit());
        member.outbox.send(
            Message.heartbeatReply(member.id, message.from(), member.term(), message.context()));
      }
      case SNAPSHOT -> {
        follow(message.from());
        takeSnapshot(message);
      }
      case READ_INDEX_REPLY -> member.answerRead(message.context(), message.index());
      case TIMEOUT_NOW -> {
        return Decision.CAMPAIGN_FORCED;
      }
      default -> {
        // An answer to what this member asked in another role, or a request for a leader: whoever
        // asked will ask again.
      }
    }
    return Decision.STAY;
  }

  private void follow(long sender) {
    if (leaderId != 0 && leaderId != sender) {
      throw new IllegalStateException(
          "two leaders in term " + member.term() + ": " + leaderId + " and " + sender);
    }
    leaderId = sender;
    silentTicks = 0;
    waitedTicks = 0;
    lastLeaseTicks = 0;
  }

  private void takeEntries(Message message) {
    RaftLog log = member.log;
    long leader = message.from();
    boolean isAsked = message.type() == MessageType.APPEND;
    if (message.index() < log.commit()) {
      // An old message: what is committed agrees anyway.
      accept(isAsked, leader, log.commit());
    } else if (log.matches(message.index(), message.logTerm())) {
      log.merge(message.entries());
      long newest = message.index() + message.entries().size();
      log.commitTo(Math.min(message.commit(), newest));
      accept(isAsked, leader, newest);
    } else {
      // Fast back-up (Raft paper, end of section 5.3): the logs cannot agree at an entry of a term
      // above the leader's there, so a whole run of such entries is skipped at once.
      long hint = log.lastIndexWithTermAtMost(message.index(), message.logTerm());
      member.outbox.send(
          Message.appendReject(
              member.id, leader, member.term(), message.index(), hint, log.termAt(hint)));
    }
  }

  private void accept(boolean isAsked, long leader, long index) {
    if (isAsked) {
      accept(leader, index);
    }
  }

  private void accept(long leader, long index) {
    member.outbox.send(Message.appendAccept(member.id, leader, member.term(), index));
  }

  private void takeSnapshot(Message message) {
    RaftLog log = member.log;
    SnapshotMark mark = message.snapshot();
    Membership restored = new Membership(member.id, mark.members());
    if (mark.index() <= log.commit()) {
      accept(message.from(), log.commit());
    } else if (log.matches(mark.index(), mark.term())) {
      // The log has it all: only the news that it is committed is missing.
      log.commitTo(mark.index());
      accept(message.from(), log.commit());
    } else if (restored.contains(member.id)) {
      log.replaceWith(mark);
      accept(message.from(), mark.index());
    }
  }

  @Override
  public ProposalResult propose(EntryType type, byte[] data) {
    if (leaderId == 0) {
      return ProposalResult.NO_LEADER;
    }
    forwarding.add(new Entry(0, 0, type, data));
    return ProposalResult.FORWARDED;
  }

  @Override
  public boolean readIndex(long context) {
    if (leaderId == 0) {
      return false;
    }
    member.outbox.send(Message.readIndex(member.id, leaderId, context));
    return true;
  }

  @Override
  public void transferLeadership(long successor) {
    if (leaderId != 0) {
      member.outbox.send(Message.transferLeader(member.id, leaderId, successor));
    }
  }

  @Override
  public boolean hasUnsent() {
    return !forwarding.isEmpty();
  }

  @Override
  public void flush() {
    List<Entry> entries = forwarding;
    forwarding = new ArrayList<>();
    int from = 0;
    while (from < entries.size()) {
      long bytes = entries.get(from).sizeBytes();
      int to = from + 1;
      while (to < entries.size()
          && to - from < member.config.maxMessageEntries()
          && bytes + entries.get(to).sizeBytes() <= member.config.maxMessageBytes()) {
        bytes += entries.get(to).sizeBytes();
        to++;
      }
      member.outbox.send(
          Message.propose(member.id, leaderId, List.copyOf(entries.subList(from, to))));
      from = to;
    }
  }
}
