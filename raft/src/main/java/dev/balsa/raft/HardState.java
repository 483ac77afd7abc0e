package dev.balsa.raft;

/**
 * What a member must find again after a crash (Raft paper, figure 2, "persistent state").
 *
 * @param term [PERSISTENT] the latest term this member has seen; only grows
 * @param vote [PERSISTENT] the member that got this member's vote in {@code term}, 0 for none;
 *     changes at most once a term
 * @param commit the highest index known to be committed; kept as a hint that saves work after a
 *     restart, not needed for safety
 */
public record HardState(long term, long vote, long commit) {

  /** The state of a member that has never heard of any term. */
  public static final HardState EMPTY = new HardState(0, 0, 0);

  /** Whether this is the state of a member that has never heard of any term. */
  public boolean isEmpty() {
    return equals(EMPTY);
  }

  /**
   * Whether going from {@code previous} to this state must be on disk before a message that depends
   * on it leaves.
   */
  public boolean mustSyncAfter(HardState previous) {
    return term != previous.term || vote != previous.vote;
  }
}
