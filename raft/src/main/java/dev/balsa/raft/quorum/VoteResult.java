package dev.balsa.raft.quorum;

/** How an election stands. */
public enum VoteResult {
  /** A quorum said yes. */
  WON,
  /** A quorum can no longer say yes. */
  LOST,
  /** It depends on those who have not answered. */
  PENDING
}
