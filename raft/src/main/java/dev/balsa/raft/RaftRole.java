package dev.balsa.raft;

/**
 * What a member is at the moment (Raft paper, figure 4).
 *
 * <pre>
 *               timeout             would win            won
 *   FOLLOWER -----------&gt; PRE_CANDIDATE -----&gt; CANDIDATE -----&gt; LEADER
 *      ^                       |                  |               |
 *      +-----------------------+------------------+---------------+
 *          a leader, or a newer term, is heard of; or a quorum is not
 * </pre>
 */
public enum RaftRole {
  /** Takes entries from a leader, or waits for one. Learners are always followers. */
  FOLLOWER,
  /** Asks whether it would be elected, without disturbing anybody's term. */
  PRE_CANDIDATE,
  /** Asks for votes in a new term. */
  CANDIDATE,
  /** Has the votes of a quorum for its term. */
  LEADER
}
