package dev.balsa.raft;

import dev.balsa.raft.quorum.VoteResult;
import java.util.HashSet;
import java.util.Set;

/**
 * Asks for votes: in advance (a pre-candidate, which has not touched its term) or for real.
 *
 * <p>Its own vote counts at once. That it is on disk before anything depends on it is the outbox's
 * care: no request leaves before, so no answer can come.
 *
 * <p>Answers bring the voter's commit index. Without that a group may get stuck for good after a
 * configuration change: those with the longest log do not know that the change is committed and
 * wait for votes of a member that is gone, while those who know have a shorter log.
 */
final class Candidate implements MemberRole {

  private final MemberState member;
  private final boolean inAdvance;
  private final int timeoutTicks;
  private final Set<Long> granted = new HashSet<>();
  private final Set<Long> refused = new HashSet<>();
  private int ticks;

  Candidate(MemberState member, boolean inAdvance, int timeoutTicks) {
    this.member = member;
    this.inAdvance = inAdvance;
    this.timeoutTicks = timeoutTicks;
  }

  /** Asks everybody. With no other voter the election is over at once. */
  Decision ask(boolean forced) {
    granted.add(member.id);
    MessageType type = inAdvance ? MessageType.PRE_VOTE : MessageType.VOTE;
    long term = inAdvance ? member.term() + 1 : member.term();
    RaftLog log = member.log;
    Decision decision = outcome();
    if (decision == Decision.STAY) {
      member
          .membership
          .otherVoters()
          .forEach(
              voter ->
                  member.outbox.send(
                      Message.voteRequest(
                          type, member.id, voter, term, log.lastIndex(), log.lastTerm(), forced)));
    }
    return decision;
  }

  @Override
  public RaftRole name() {
    return inAdvance ? RaftRole.PRE_CANDIDATE : RaftRole.CANDIDATE;
  }

  @Override
  public long leaderId() {
    return 0;
  }

  @Override
  public boolean hearsLeader() {
    return false;
  }

  @Override
  public Decision tick() {
    ticks++;
    return ticks >= timeoutTicks ? Decision.CAMPAIGN : Decision.STAY;
  }

  @Override
  public Decision step(Message message) {
    if (message.isFromLeader()) {
      return Decision.FOLLOW_SENDER;
    }
    MessageType awaited = inAdvance ? MessageType.PRE_VOTE_REPLY : MessageType.VOTE_REPLY;
    boolean isStale = inAdvance && !message.reject() && message.term() != member.term() + 1;
    if (message.type() != awaited || isStale) {
      return Decision.STAY;
    }
    if (learnsOfConfChange(message)) {
      return Decision.STEP_DOWN;
    }
    // The first answer counts; a doubled message changes nothing.
    if (!granted.contains(message.from()) && !refused.contains(message.from())) {
      (message.reject() ? refused : granted).add(message.from());
    }
    return outcome();
  }

  /** Takes over a commit index that this log agrees with; it may have a change to be applied. */
  private boolean learnsOfConfChange(Message reply) {
    RaftLog log = member.log;
    return log.matches(reply.commit(), reply.logTerm())
        && log.commitTo(reply.commit())
        && log.firstConfChangeBetween(log.applied(), log.commit()) != 0;
  }

  private Decision outcome() {
    VoteResult result = member.membership.quorum().tally(granted::contains, refused::contains);
    return switch (result) {
      case WON -> inAdvance ? Decision.WON_PRE_VOTE : Decision.WON_ELECTION;
      case LOST -> inAdvance ? Decision.STEP_DOWN : Decision.LOST_ELECTION;
      case PENDING -> Decision.STAY;
    };
  }

  @Override
  public ProposalResult propose(EntryType type, byte[] data) {
    return ProposalResult.NO_LEADER;
  }

  @Override
  public boolean readIndex(long context) {
    return false;
  }

  @Override
  public void transferLeadership(long successor) {
    // There is no leader that could hand over.
  }

  @Override
  public boolean hasUnsent() {
    return false;
  }

  @Override
  public void flush() {
    // Requests have been sent when it became a candidate.
  }
}
