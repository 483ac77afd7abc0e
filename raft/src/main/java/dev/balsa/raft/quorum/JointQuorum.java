package dev.balsa.raft.quorum;

import java.util.function.LongPredicate;
import java.util.function.LongUnaryOperator;

/**
 * A decision that needs a majority of each of two sets (Raft thesis, section 4.3). Outside of a
 * joint configuration the outgoing set is empty and agrees to everything.
 *
 * <p>Not thread-safe, as its halves.
 *
 * @param incoming the voters of the new configuration
 * @param outgoing the voters of the old one
 */
public record JointQuorum(Majority incoming, Majority outgoing) {

  /** Whether that voter is in one of the halves. */
  public boolean contains(long voter) {
    return incoming.contains(voter) || outgoing.contains(voter);
  }

  /** The largest value that both majorities have reached. */
  public long reached(LongUnaryOperator valueOf) {
    return Math.min(incoming.reached(valueOf), outgoing.reached(valueOf));
  }

  /** How an election stands that both halves must win. */
  public VoteResult tally(LongPredicate granted, LongPredicate refused) {
    VoteResult in = incoming.tally(granted, refused);
    VoteResult out = outgoing.tally(granted, refused);
    if (in == out) {
      return in;
    }
    return in == VoteResult.LOST || out == VoteResult.LOST ? VoteResult.LOST : VoteResult.PENDING;
  }
}
