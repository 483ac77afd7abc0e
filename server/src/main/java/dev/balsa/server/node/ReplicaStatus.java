package dev.balsa.server.node;

/**
 * How consensus stands on one member.
 *
 * @param leaderId the leader's member id, 0 while none is known
 * @param committedIndex the highest log index known to be committed
 * @param appliedIndex the highest log index whose effects are visible here; never above {@code
 *     committedIndex}
 * @param leader whether this member leads
 * @param learner whether this member gets the log without a vote
 */
public record ReplicaStatus(
    long term,
    long leaderId,
    long committedIndex,
    long appliedIndex,
    boolean leader,
    boolean learner) {

  /** Whether a leader is known. */
  public boolean hasLeader() {
    return leaderId != 0;
  }
}
