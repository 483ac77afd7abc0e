package dev.balsa.server.node;

import dev.balsa.mvcc.View;
import dev.balsa.raft.Entry;
import dev.balsa.server.errors.EtcdError;
import java.util.List;
import java.util.function.Consumer;

/**
 * Tells clients early that an old leader took their requests with it. Belongs to the node agent.
 *
 * <p>A new leader's first entry comes behind all that is left of the terms before. So when that
 * entry has been applied here, a request that this member proposed before the change, and that has
 * not been applied by then, was lost on its way to the old leader, or with it. Waiting for its
 * time-out would only keep its client from asking again. It is not proposed again in the client's
 * place, and the answer is the one for an unknown outcome: a message to the old leader may still be
 * under way, and it may lead once more when it gets it. What was not proposed yet goes to the new
 * leader, see {@link ProposalFlow}.
 */
final class LostRequests {

  private static final long NOTHING = Long.MAX_VALUE;

  /**
   * So much of an election timeout passes before a request counts as lost: a member that refused it
   * may have sent it back, and then it is proposed again instead.
   */
  private static final int GRACE_PART = 8;

  private final Pending pending;
  private final Consumer<ReadWait> whenApplied;

  private final int graceTicks;

  /** The newest term that a leader is known of. */
  private long knownTerm;

  /** The term whose first entry is waited for. */
  private long term = NOTHING;

  /** What was proposed before is older than the newest leader. */
  private int epoch;

  /** What was proposed before is lost, as soon as the grace is over. Written by the apply agent. */
  private volatile int lostEpoch;

  private int givenUpEpoch;
  private int graceLeft;

  /** What was proposed before went to the leader by a connection that broke; 0: none did. */
  private int brokenEpoch;

  private boolean brokeAgain;
  private int patienceLeft;
  private final int patienceTicks;

  /** What was proposed from here on is not part of the copy that arrives. */
  private int copyEpoch;

  /**
   * @param whenApplied makes something happen when an index has been applied
   */
  LostRequests(Pending pending, int electionTicks, Consumer<ReadWait> whenApplied) {
    this.pending = pending;
    this.patienceTicks = electionTicks;
    this.graceTicks = 1 + electionTicks / GRACE_PART;
    this.whenApplied = whenApplied;
  }

  /**
   * A leader is known in this term; to be called before anything is proposed to it. A term has one
   * leader, so that nothing changes when it is called again.
   */
  void leaderOf(long newTerm) {
    if (newTerm != knownTerm) {
      knownTerm = newTerm;
      term = newTerm;
      epoch = pending.nextEpoch();
    }
  }

  /**
   * The connection to the leader broke: what was on its way may have arrived or not. What the
   * leader got is applied soon; who still waits an election timeout later is told that nobody
   * knows.
   */
  void connectionBroke() {
    if (brokenEpoch == 0) {
      brokenEpoch = pending.nextEpoch();
      patienceLeft = patienceTicks;
    } else {
      brokeAgain = true;
    }
  }

  /** A tick has passed. */
  void tick() {
    if (brokenEpoch != 0 && --patienceLeft <= 0) {
      pending.failBefore(brokenEpoch, EtcdError.TIMEOUT_DUE_TO_CONNECTION_LOST);
      brokenEpoch = brokeAgain ? pending.nextEpoch() : 0;
      patienceLeft = patienceTicks;
      brokeAgain = false;
    }
    if (lostEpoch == givenUpEpoch) {
      graceLeft = graceTicks;
    } else if (--graceLeft <= 0) {
      givenUpEpoch = lostEpoch;
      graceLeft = graceTicks;
      pending.failBefore(givenUpEpoch, EtcdError.TIMEOUT_DUE_TO_LEADER_FAIL);
    }
  }

  /**
   * A copy of the leader's store has begun to arrive. What is proposed here from now on comes
   * behind it in the log.
   */
  void copyBegins() {
    copyEpoch = pending.nextEpoch();
  }

  /**
   * That copy is on its way to the apply agent. Requests that it has carried out may be among those
   * that were under way before it began to arrive, and their outcome will never be seen here.
   */
  void jumpsTo(long index) {
    giveUp(index, copyEpoch);
  }

  /** These entries are on their way to the apply agent. */
  void committed(List<Entry> entries) {
    if (entries.isEmpty() || entries.get(entries.size() - 1).term() < term) {
      return;
    }
    term = NOTHING;
    giveUp(entries.get(entries.size() - 1).index(), epoch);
  }

  /** When that index is applied, what was proposed before an epoch is lost. */
  private void giveUp(long index, int lost) {
    ReadReply give =
        new ReadReply() {
          @Override
          public void ready(View view) {
            lostEpoch = Math.max(lostEpoch, lost);
          }

          @Override
          public void failed(EtcdError error) {
            // the member stops, and answers everybody
          }
        };
    whenApplied.accept(new ReadWait(index, List.of(give)));
  }
}
