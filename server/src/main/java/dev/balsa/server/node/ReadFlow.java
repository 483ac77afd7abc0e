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
 *   no answer for 500 ms, or another leader -> ask again, under a new number: an answer to the old one
 *                         is ignored
 *   no leader          -> wait for one
 *   no answer for the request time-out -> an error
 * </pre>
 *
 * <p>To ask again is always right: an index that is confirmed later is as good for a read that
 * began earlier.
 *
 * <p>The numbers start at a point drawn by chance: a leader's answer to a question that this member
 * asked before a restart would be too old for a question that it asks now.
 */
final class ReadFlow {

  /** How long the leader's answer may take before it is asked again; etcd's number. */
  static final long ASK_AGAIN_NANOS = 500_000_000L;

  /** Rounds under way at once; reads that come later wait in the inbox. */
  static final int MAX_ROUNDS = 16;

  /**
   * Without a leader, the reads of so long a time wait as one round; so there are not many rounds.
   */
  private static final long GATHER_NANOS = 50_000_000L;

  private static final class Round {
    final List<ReadReply> reads = new ArrayList<>();
    final long sinceNanos;
    long context;
    long askedNanos;

    Round(long nowNanos) {
      this.sinceNanos = nowNanos;
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
    boolean led = core.leaderId() != 0;
    if (led && rounds.size() >= MAX_ROUNDS) {
      return 0;
    }
    ReadReply first = inbox.pollRead();
    if (first == null) {
      return 0;
    }
    Round round = led ? new Round(nowNanos) : gathering(nowNanos);
    int count = 0;
    for (ReadReply read = first; read != null; read = inbox.pollRead()) {
      round.reads.add(read);
      count++;
    }
    round.context = nextContext++;
    round.askedNanos = nowNanos;
    if (led && !core.readIndex(round.context)) {
      round.reads.forEach(read -> read.failed(EtcdError.REQUEST_TOO_MANY_REQUESTS));
    } else if (rounds.peekLast() != round) {
      rounds.add(round);
    }
    return count;
  }

  /** The round that a read joins while nobody leads. Nobody has been asked for it. */
  private Round gathering(long nowNanos) {
    Round last = rounds.peekLast();
    boolean joins = last != null && nowNanos - last.sinceNanos < GATHER_NANOS;
    return joins ? last : new Round(nowNanos);
  }

  /**
   * Somebody leads, perhaps not who was asked: all rounds are asked for again, with one question.
   */
  void leaderIsKnown(long nowNanos) {
    rounds.forEach(round -> round.askedNanos = nowNanos - ASK_AGAIN_NANOS);
    askAgain(nowNanos);
  }

  private void askAgain(long nowNanos) {
    long context = nextContext;
    boolean due = false;
    for (Round round : rounds) {
      if (nowNanos - round.askedNanos >= ASK_AGAIN_NANOS) {
        round.context = context;
        round.askedNanos = nowNanos;
        due = true;
      }
    }
    if (due) {
      nextContext++;
      // A no is as good as a lost question: both are followed by another.
      boolean unused = core.readIndex(context);
    }
  }

  /** The leader has answered. */
  void answered(ReadState state) {
    for (Iterator<Round> each = rounds.iterator(); each.hasNext(); ) {
      Round round = each.next();
      if (round.context == state.context()) {
        each.remove();
        confirmed.accept(new ReadWait(state.index(), round.reads));
      }
    }
  }

  /** Asks again where no answer came, and gives up where none came for too long. */
  void tick(long nowNanos) {
    for (Iterator<Round> each = rounds.iterator(); each.hasNext(); ) {
      Round round = each.next();
      if (nowNanos - round.sinceNanos >= timeoutNanos) {
        each.remove();
        round.reads.forEach(read -> read.failed(EtcdError.TIMEOUT));
      }
    }
    askAgain(nowNanos);
  }

  /** The end: whoever waits or comes too late is told so. */
  void close() {
    inbox.closeReads();
    for (Round round = rounds.poll(); round != null; round = rounds.poll()) {
      round.reads.forEach(read -> read.failed(EtcdError.STOPPED));
    }
  }
}
