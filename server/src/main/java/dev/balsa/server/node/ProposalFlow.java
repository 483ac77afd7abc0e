package dev.balsa.server.node;

import dev.balsa.raft.Entry;
import dev.balsa.raft.EntryType;
import dev.balsa.raft.Message;
import dev.balsa.raft.ProposalResult;
import dev.balsa.raft.RaftCore;
import dev.balsa.server.apply.CommandCodec;
import dev.balsa.server.apply.ConfChangeCodec;
import dev.balsa.server.apply.Outcome;
import dev.balsa.server.errors.EtcdError;
import dev.balsa.server.logging.Log;
import java.io.IOException;
import java.util.ArrayDeque;

/**
 * Proposals on their way into the log, here or at the leader. Belongs to the node agent.
 *
 * <pre>
 *   no leader is known, or it hands over   -> waits here, for a leader or the end of its time
 *   passed on, and sent back by a member   -> proposed again at the next tick, or when somebody leads
 *     that did not take it
 *   a change of members, and another one   -> proposed again at the next tick
 *     is under way
 *   never left, because there is no        -> the same
 *     connection to the leader
 *   passed on, and then nothing            -> its client is told that the outcome is unknown: when a
 *                                             new leader has shown that it is lost, see LostRequests,
 *                                             else at the end of its time
 * </pre>
 *
 * <p>Why nothing is ever done twice: the log has no protection against the same command in two
 * entries, so a command is proposed again only if its earlier copy is certainly in no log and never
 * will be. That is so when it did not leave this member, and when the one member that got it says
 * that it did not append it: messages between members do not arrive twice ({@link PeerLink#send}),
 * and nobody passes a proposal on that was passed on already. A proposal whose fate is not known is
 * never repeated. And who has been given an answer, by any way, is not in {@link Pending} any
 * longer; then a proposal that comes back is dropped.
 */
final class ProposalFlow {

  /** Proposals taken in one turn, so that ticks and messages are never far away. */
  private static final int MAX_PROPOSALS_PER_TURN = 1_024;

  private static final Log LOG = Log.of(ProposalFlow.class);

  private final RaftCore core;
  private final Inbox inbox;
  private final Pending pending;

  /**
   * What came back, and what waited for a leader for long. Has at most as many as {@link Pending}
   * allows, because those that nobody waits for are thrown out.
   */
  private final ArrayDeque<Proposal> again = new ArrayDeque<>();

  /** Changes of members that came while another one was under way; tried again in order. */
  private final ArrayDeque<Proposal> changes = new ArrayDeque<>();

  /** Taken from the inbox, and not possible at that moment; null if there is none. */
  private Proposal first;

  /** Whether what came back may be tried: once a tick, so that it does not go to and fro. */
  private boolean againIsDue;

  ProposalFlow(RaftCore core, Inbox inbox, Pending pending) {
    this.core = core;
    this.inbox = inbox;
    this.pending = pending;
  }

  /** Proposes what waits, as far as there is somebody who takes it. Returns how much was done. */
  int run() {
    if (core.leaderId() == 0) {
      return 0;
    }
    int count = 0;
    for (Proposal next = next(); next != null; next = next()) {
      if (isOutdated(next)) {
        pending.complete(next.requestId(), new Outcome.Failed(EtcdError.NOT_LEADER));
      } else if (pending.markProposed(next.requestId())) {
        ProposalResult result = core.propose(next.type(), next.data());
        if (result == ProposalResult.CONF_CHANGE_PENDING) {
          waitForChange(next);
        } else if (mustWait(result)) {
          pending.markNotProposed(next.requestId());
          first = next; // the inbox fills meanwhile, and then requests are refused at the edge
          return count;
        }
        refuse(next.requestId(), result);
      }
      if (++count >= MAX_PROPOSALS_PER_TURN) {
        return count;
      }
    }
    return count;
  }

  /**
   * What only the leader of a term could know, such as that a lease has run out, is nothing that a
   * later leader may be asked to do: a member that stood still for a while, and is not leader any
   * more without knowing it, finds all leases expired when it goes on.
   */
  private boolean isOutdated(Proposal proposal) {
    return proposal.leaderTerm() != Proposal.ANY_TERM
        && !(core.isLeader() && core.term() == proposal.leaderTerm());
  }

  private Proposal next() {
    Proposal next = first;
    first = null;
    if (next == null && againIsDue) {
      next = again.poll();
      againIsDue = next != null;
    }
    return next != null ? next : inbox.pollProposal();
  }

  private static boolean mustWait(ProposalResult result) {
    return switch (result) {
      case NO_LEADER, LEADER_TRANSFERRING, UNCOMMITTED_LIMIT -> true;
      case ACCEPTED, FORWARDED, CONF_CHANGE_PENDING -> false;
    };
  }

  /** One change of members at a time: the next waits for its turn, or for the end of its time. */
  private void waitForChange(Proposal change) {
    if (pending.markNotProposed(change.requestId())) {
      changes.add(change);
    }
  }

  private void refuse(long requestId, ProposalResult result) {
    if (result == ProposalResult.UNCOMMITTED_LIMIT) {
      EtcdError error = EtcdError.REQUEST_TOO_MANY_REQUESTS;
      pending.complete(requestId, new Outcome.Failed(error));
    }
  }

  /** Proposals of this member have come back: who got them has not taken them into its log. */
  void refused(Message message) {
    takeBack(message, message.refusal());
  }

  /** Proposals of this member have not left it. */
  void undelivered(Message message) {
    takeBack(message, ProposalResult.NO_LEADER);
  }

  private void takeBack(Message message, ProposalResult why) {
    for (Entry entry : message.entries()) {
      try {
        long requestId = requestIdOf(entry);
        if (why == ProposalResult.CONF_CHANGE_PENDING) {
          waitForChange(new Proposal(requestId, entry.type(), entry.data()));
        } else if (why == ProposalResult.NO_LEADER || why == ProposalResult.LEADER_TRANSFERRING) {
          if (pending.markNotProposed(requestId)) {
            again.add(new Proposal(requestId, entry.type(), entry.data()));
          }
        } else {
          refuse(requestId, why);
        }
      } catch (IOException e) {
        // Not what this member sent. Who waits for it is told at the end of its time.
        LOG.warn("a proposal came back unreadable", "from", Long.toHexString(message.from()));
      }
    }
  }

  private static long requestIdOf(Entry entry) throws IOException {
    if (entry.type() == EntryType.NORMAL) {
      return CommandCodec.requestIdOf(entry.data());
    }
    return ConfChangeCodec.decode(entry.data()).requestId();
  }

  /** A tick has passed: what came back may be tried again. */
  void tick() {
    againIsDue = true;
    again.addAll(changes);
    changes.clear();
  }

  /** Somebody leads. */
  void leaderIsKnown() {
    againIsDue = true;
  }

  /**
   * Some requests were given up: without a leader, what waits is looked through, so that those that
   * nobody waits for do not take the room of others.
   */
  void expired() {
    if (core.leaderId() != 0) {
      return;
    }
    for (Proposal next = inbox.pollProposal(); next != null; next = inbox.pollProposal()) {
      again.add(next);
    }
    again.removeIf(each -> !pending.markNotProposed(each.requestId()));
  }
}
