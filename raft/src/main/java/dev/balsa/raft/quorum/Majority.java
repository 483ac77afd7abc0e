package dev.balsa.raft.quorum;

import java.util.Arrays;
import java.util.function.LongPredicate;
import java.util.function.LongUnaryOperator;

/**
 * A set of voters that decides by majority.
 *
 * <p>The empty set agrees to everything: that makes it the neutral half of a {@link JointQuorum}.
 *
 * <p>Not thread-safe: it sorts in a scratch array of its own, so that asking costs no garbage.
 */
public final class Majority {

  private final long[] voters;
  private final long[] scratch;

  /** The majority of these voters, who must be distinct. */
  public Majority(long... voters) {
    this.voters = voters.clone();
    this.scratch = new long[voters.length];
  }

  /** Whether nobody votes. */
  public boolean isEmpty() {
    return voters.length == 0;
  }

  /** Whether that voter is one of them. */
  public boolean contains(long voter) {
    for (long each : voters) {
      if (each == voter) {
        return true;
      }
    }
    return false;
  }

  /**
   * The largest value that a majority has reached, where {@code valueOf} tells what each voter has
   * reached; {@code Long.MAX_VALUE} if nobody votes.
   */
  public long reached(LongUnaryOperator valueOf) {
    int count = voters.length;
    if (count == 0) {
      return Long.MAX_VALUE;
    }
    for (int i = 0; i < count; i++) {
      scratch[i] = valueOf.applyAsLong(voters[i]);
    }
    Arrays.sort(scratch);
    // Ascending: the values from here to the end are those of a smallest majority.
    return scratch[count - (count / 2 + 1)];
  }

  /** How an election stands in which {@code granted} said yes and {@code refused} said no. */
  public VoteResult tally(LongPredicate granted, LongPredicate refused) {
    int quorum = voters.length / 2 + 1;
    int yes = 0;
    int open = 0;
    for (long voter : voters) {
      if (granted.test(voter)) {
        yes++;
      } else if (!refused.test(voter)) {
        open++;
      }
    }
    if (yes >= quorum || voters.length == 0) {
      return VoteResult.WON;
    }
    return yes + open >= quorum ? VoteResult.PENDING : VoteResult.LOST;
  }
}
