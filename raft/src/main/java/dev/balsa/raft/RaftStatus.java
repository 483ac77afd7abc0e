package dev.balsa.raft;

import java.util.List;

/**
 * A picture of one member, for people and metrics.
 *
 * @param memberId the member
 * @param role what it is
 * @param term its term
 * @param vote whom it voted for in that term, 0 for nobody
 * @param leaderId the leader of that term, 0 if unknown
 * @param commitIndex what it knows to be committed
 * @param appliedIndex what its state machine has applied
 * @param persistedIndex what its own disk has
 * @param lastIndex the end of its log
 * @param firstIndex the first entry that its log still has in memory
 * @param transferTarget the member that is to become leader, 0 if no transfer is going on
 * @param members the configuration as applied
 * @param peers a leader's view of the other members, by id; empty if not leader
 */
public record RaftStatus(
    long memberId,
    RaftRole role,
    long term,
    long vote,
    long leaderId,
    long commitIndex,
    long appliedIndex,
    long persistedIndex,
    long lastIndex,
    long firstIndex,
    long transferTarget,
    Members members,
    List<Peer> peers) {

  /** How a leader brings entries to a member. */
  public enum PeerState {
    /** One message at a time, until it is known where the logs agree. */
    PROBE,
    /** A stream of messages, bounded by a window. */
    REPLICATE,
    /** Waits for a snapshot to be installed. */
    SNAPSHOT
  }

  /**
   * A leader's view of another member.
   *
   * @param memberId the member
   * @param learner whether it is a learner
   * @param state how it gets entries
   * @param matchIndex up to where its log is known to agree
   * @param nextIndex the next entry to send
   * @param recentlyActive whether it was heard of since the last look at the quorum
   * @param inflightMessages messages sent and not yet answered
   * @param inflightBytes the bytes of the entries in them
   */
  public record Peer(
      long memberId,
      boolean learner,
      PeerState state,
      long matchIndex,
      long nextIndex,
      boolean recentlyActive,
      int inflightMessages,
      long inflightBytes) {}
}
