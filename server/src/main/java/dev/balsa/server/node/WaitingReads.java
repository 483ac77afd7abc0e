package dev.balsa.server.node;

import dev.balsa.mvcc.View;
import dev.balsa.server.errors.EtcdError;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Linearizable reads whose index is known, until this member has applied so far. Belongs to the
 * apply agent.
 */
final class WaitingReads {

  /**
   * After so long no further read begins in this turn: committed entries and watchers wait
   * meanwhile. Reads from within the JVM are made here: usually they take microseconds, but they
   * may find nothing of what they need in memory.
   */
  static final long MAX_TURN_NANOS = 2_000_000;

  private final LongSupplier nanoTime;
  private final ArrayDeque<ReadWait> rounds = new ArrayDeque<>();

  /** How many reads of the first round have run already. */
  private int released;

  private boolean closed;

  /**
   * @param nanoTime the member's clock
   */
  WaitingReads(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Keeps reads until it is their turn; when the end has begun, they are told so. */
  void add(ReadWait round) {
    if (closed) {
      round.reads().forEach(read -> read.failed(EtcdError.STOPPED));
    } else {
      rounds.add(round);
    }
  }

  /**
   * Lets reads run for which the state is new enough, so many at most, and no further one after
   * {@link #MAX_TURN_NANOS}. Rounds are confirmed in order, so their indexes do not fall; those of
   * one leader at least. A later round with a lower index only waits a little longer than it must.
   *
   * @return how many have run
   */
  int release(long appliedIndex, int most, Supplier<View> view) {
    if (rounds.isEmpty()) {
      return 0;
    }
    int count = 0;
    long untilNanos = nanoTime.getAsLong() + MAX_TURN_NANOS;
    boolean over = false;
    while (!over && !rounds.isEmpty() && rounds.peek().index() <= appliedIndex) {
      List<ReadReply> reads = rounds.peek().reads();
      while (!over && released < reads.size()) {
        reads.get(released++).ready(view.get());
        count++;
        over = count >= most || nanoTime.getAsLong() - untilNanos >= 0;
      }
      if (released == reads.size()) {
        rounds.poll();
        released = 0;
      }
    }
    return count;
  }

  /** The end: whoever waits, and whoever comes from now on, is told so. */
  void close() {
    closed = true;
    for (ReadWait round : rounds) {
      List<ReadReply> left = round.reads().subList(released, round.reads().size());
      left.forEach(read -> read.failed(EtcdError.STOPPED));
      released = 0;
    }
    rounds.clear();
  }
}
