package dev.balsa.raft;

/**
 * What is true only in one role. A role sends messages and changes the log; what it may not do by
 * itself is change role or term: that it returns as a {@link Decision}.
 */
sealed interface MemberRole permits Follower, Candidate, Leader {

  RaftRole name();

  /** The leader of the term as this role knows it; 0 for none. */
  long leaderId();

  /**
   * Whether a leader is so near that nobody else should be elected (Raft thesis, section 4.2.3).
   */
  boolean hearsLeader();

  Decision tick();

  /** Looks at a message of the current term, or of none. */
  Decision step(Message message);

  ProposalResult propose(EntryType type, byte[] data);

  /** Tells whether an answer may come. */
  boolean readIndex(long context);

  void transferLeadership(long successor);

  /** Whether {@link #flush} would send something. */
  boolean hasUnsent();

  /** Turns what has gathered since the last time into messages. */
  void flush();
}
