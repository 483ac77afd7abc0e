package dev.balsa.raft;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads that wait for the proof that this leader is still the leader (Raft thesis, section 6.4).
 *
 * <p>A round is a heartbeat with a number. All reads that have gathered when it starts share it,
 * whoever asked; when a quorum has answered that number, or a later one, nobody else can have been
 * elected before the round started, and the commit index of its start is good for all of them.
 *
 * <pre>
 *   reads a b        -- round 7, commit 41 --&gt;   answers from a quorum   --&gt;  a, b may read at 41
 *   reads c d e (arrive meanwhile)  -- round 8, commit 44 --&gt; ...
 * </pre>
 */
final class ReadRounds {

  /** Rounds under way at a time; reads that come later wait for one to end. */
  private static final int MAX_ROUNDS = 16;

  private record Read(long from, long context) {}

  private record Round(long number, long startTick, long index, List<Read> reads) {}

  private final MemberState member;
  private final ArrayDeque<Round> underWay = new ArrayDeque<>();
  private List<Read> waiting = new ArrayList<>();
  private int pending;
  private long newest;

  /** The start of the newest round that a quorum has answered; -1: none yet. */
  private long confirmedTick = -1;

  ReadRounds(MemberState member) {
    this.member = member;
  }

  /** Adds a read; tells whether there was room for it. */
  boolean add(long from, long context) {
    if (pending >= member.config.maxPendingReads()) {
      return false;
    }
    waiting.add(new Read(from, context));
    pending++;
    return true;
  }

  boolean hasWaiting() {
    return !waiting.isEmpty() && underWay.size() < MAX_ROUNDS;
  }

  long newest() {
    return newest;
  }

  long confirmedTick() {
    return confirmedTick;
  }

  /** Starts a round for all reads that wait; tells whether there was room for it. */
  boolean start(long nowTick, long commit) {
    if (underWay.size() >= MAX_ROUNDS) {
      return false;
    }
    newest++;
    underWay.add(new Round(newest, nowTick, commit, waiting));
    waiting = new ArrayList<>();
    return true;
  }

  /** A quorum has answered this round, and so all before it. */
  void confirm(long number) {
    while (!underWay.isEmpty() && underWay.peek().number() <= number) {
      Round round = underWay.poll();
      confirmedTick = round.startTick();
      pending -= round.reads().size();
      for (Read read : round.reads()) {
        answer(read, round.index());
      }
    }
  }

  /** The lease proves it already: every read that waits is answered. */
  void answerWaiting(long index) {
    pending -= waiting.size();
    for (Read read : waiting) {
      answer(read, index);
    }
    waiting = new ArrayList<>();
  }

  private void answer(Read read, long index) {
    if (read.from() == member.id) {
      member.answerRead(read.context(), index);
    } else {
      member.outbox.send(
          Message.readIndexReply(member.id, read.from(), member.term(), index, read.context()));
    }
  }
}
