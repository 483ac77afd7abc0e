package dev.balsa.server.node;

import dev.balsa.raft.RaftCore;
import dev.balsa.raft.ReadState;
import dev.balsa.server.errors.EtcdError;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

/**
 * Linearizable reads on their way to the leader and back. Belongs to the node agent.
 *
 * <pre>
 *   reads of one turn  -> a round, with a number that no other round of any life of this member had
 *   the leader's index -> wait until that is applied here, then read
 *   no answer for 500 ms -> ask again, under a new number: an answer to the old one is ignored
 *   no answer for the request time-out, or another leader -> an error
 * </pre>
 *
 * <p>The numbers start at a point drawn by chance: a leader's answer to a question that this member
 * asked before a restart would be too old for a question that it asks now.
 */
final class ReadFlow {

  /** How long the leader's answer may take before it is asked again; etcd's number. */
  static final long ASK_AGAIN_NANOS = 500_000_000L;

  /** Rounds under way at once; reads that come later wait in the inbox. */
  static final int MAX_ROUNDS = 16;

  private static final class Round {
    final List<ReadReply> reads;
    final long deadlineNanos;
    long context;
    long askedNanos;

    Round(List<ReadReply> reads, long context, long nowNanos, long deadlineNanos) {
      this.reads = reads;
      this.context = context;
      this.askedNanos = nowNanos;
      this.deadlineNanos = deadlineNanos;
    }
  }

  private final RaftCore core;
  private final Inbox inbox;
  private final long timeoutNanos;
  private final Consumer<ReadWait> confirmed;
  private final ArrayDeque<Round> rounds = new ArrayDeque<>();
  private long nextContext;

  /**
   * @param firstContext drawn by chance
   * @param confirmed gets the reads whose index is known
   */
  ReadFlow(
      RaftCore core,
      Inbox inbox,
      long timeoutNanos,
      long firstContext,
      Consumer<ReadWait> confirmed) {
    this.core = core;
    this.inbox = inbox;
    this.timeoutNanos = timeoutNanos;
    this.nextContext = firstContext;
    this.confirmed = confirmed;
  }

  /** All reads that came since the last turn share one round. Returns how many. */
  int start(long nowNanos) {
    if (rounds.size() >= MAX_ROUNDS) {
      return 0;
    }
    ReadReply first = inbox.pollRead();
    if (first == null) {
      return 0;
    }
    List<ReadReply> reads = new ArrayList<>();
    for (ReadReply read = first; read != null; read = inbox.pollRead()) {
      reads.add(read);
    }
    long context = nextContext++;
    if (core.leaderId() == 0) {
      reads.forEach(read -> read.failed(EtcdError.NO_LEADER));
    } else if (core.readIndex(context)) {
      rounds.add(new Round(reads, context, nowNanos, nowNanos + timeoutNanos));
    } else {
      reads.forEach(read -> read.failed(EtcdError.REQUEST_TOO_MANY_REQUESTS));
    }
    return reads.size();
  }

  /** The leader has answered. */
  void answered(ReadState state) {
    for (Iterator<Round> each = rounds.iterator(); each.hasNext(); ) {
      Round round = each.next();
      if (round.context == state.context()) {
        each.remove();
        confirmed.accept(new ReadWait(state.index(), round.reads));
        return;
      }
    }
  }

  /** Asks again where no answer came, and gives up where none came for too long. */
  void tick(long nowNanos) {
    for (Iterator<Round> each = rounds.iterator(); each.hasNext(); ) {
      Round round = each.next();
      if (round.deadlineNanos - nowNanos <= 0) {
        each.remove();
        round.reads.forEach(read -> read.failed(EtcdError.TIMEOUT));
      } else if (nowNanos - round.askedNanos >= ASK_AGAIN_NANOS) {
        round.context = nextContext++;
        round.askedNanos = nowNanos;
        // A no is as good as a lost question: both are followed by another.
        boolean unused = core.readIndex(round.context);
      }
    }
  }

  /** No round will be answered. */
  void failAll(EtcdError error) {
    for (Round round = rounds.poll(); round != null; round = rounds.poll()) {
      round.reads.forEach(read -> read.failed(error));
    }
  }

  /** The end: whoever waits or comes too late is told so. */
  void close() {
    for (ReadReply read = inbox.pollRead(); read != null; read = inbox.pollRead()) {
      read.failed(EtcdError.STOPPED);
    }
    failAll(EtcdError.STOPPED);
  }
}
