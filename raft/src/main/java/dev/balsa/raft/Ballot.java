package dev.balsa.raft;

/** A member's term and vote, and how much of them is on disk. */
final class Ballot {

  /** [PERSISTENT] The latest term this member has seen; only grows. */
  private long term;

  /** [PERSISTENT] Who got this member's vote in {@code term}; 0 for nobody; set once a term. */
  private long vote;

  private long durableTerm;
  private long durableVote;

  Ballot(HardState restored) {
    term = restored.term();
    vote = restored.vote();
    durableTerm = term;
    durableVote = vote;
  }

  long term() {
    return term;
  }

  long vote() {
    return vote;
  }

  /** Whether a message that depends on term and vote may leave. */
  boolean isDurable() {
    return term == durableTerm && vote == durableVote;
  }

  void enterTerm(long newTerm) {
    if (newTerm <= term) {
      throw new IllegalStateException("term " + newTerm + " does not follow term " + term);
    }
    term = newTerm;
    vote = 0;
  }

  void voteFor(long candidate) {
    if (vote != 0 && vote != candidate) {
      throw new IllegalStateException(
          "a second vote in term " + term + ": for " + candidate + " after " + vote);
    }
    vote = candidate;
  }

  void persisted(HardState state) {
    durableTerm = state.term();
    durableVote = state.vote();
  }
}
