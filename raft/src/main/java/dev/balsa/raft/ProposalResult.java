package dev.balsa.raft;

/** What became of a proposal. Only ACCEPTED and FORWARDED proposals may ever be committed. */
public enum ProposalResult {
  /** It is in this leader's log. It is not committed yet, and may never be. */
  ACCEPTED(0),
  /**
   * A message to the leader carries it. It may get lost without notice; a member that gets it and
   * does not take it sends it back as {@link MessageType#PROPOSE_REFUSED}.
   */
  FORWARDED(1),
  /** No leader is known; or the member that was taken for the leader is none. */
  NO_LEADER(2),
  /** The leader is handing leadership over and takes nothing new. */
  LEADER_TRANSFERRING(3),
  /** The leader's uncommitted entries have reached their limit in bytes. */
  UNCOMMITTED_LIMIT(4),
  /**
   * An earlier configuration change is not applied yet, or the leader has not committed an entry of
   * its own term. Later it may be accepted.
   */
  CONF_CHANGE_PENDING(5);

  private final int number;

  ProposalResult(int number) {
    this.number = number;
  }

  /** The number that stands for this result in a message; it never changes. */
  int number() {
    return number;
  }

  static ProposalResult of(long number) {
    for (ProposalResult result : values()) {
      if (result.number == number) {
        return result;
      }
    }
    throw new IllegalArgumentException("unknown result of a proposal: " + number);
  }
}
