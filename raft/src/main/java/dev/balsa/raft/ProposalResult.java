package dev.balsa.raft;

/** What became of a proposal. Only ACCEPTED and FORWARDED proposals may ever be committed. */
public enum ProposalResult {
  /** It is in this leader's log. It is not committed yet, and may never be. */
  ACCEPTED,
  /** A message to the leader carries it. It may get lost, or be refused there, without notice. */
  FORWARDED,
  /** No leader is known. */
  NO_LEADER,
  /** The leader is handing leadership over and takes nothing new. */
  LEADER_TRANSFERRING,
  /** The leader's uncommitted entries have reached their limit in bytes. */
  UNCOMMITTED_LIMIT,
  /**
   * An earlier configuration change is not applied yet, or the leader has not committed an entry of
   * its own term. Later it may be accepted.
   */
  CONF_CHANGE_PENDING
}
