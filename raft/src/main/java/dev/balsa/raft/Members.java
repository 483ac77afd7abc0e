package dev.balsa.raft;

import java.util.List;

/**
 * Who takes part in consensus: the configuration of Raft thesis, chapter 4.
 *
 * <p>All lists are sorted, without duplicates. While {@code votersOutgoing} is not empty the
 * configuration is joint: a decision needs a majority of {@code voters} and a majority of {@code
 * votersOutgoing}.
 *
 * @param voters members that vote now (the incoming half of a joint configuration)
 * @param learners members that get the log and do not vote
 * @param votersOutgoing the outgoing half of a joint configuration, else empty
 * @param learnersNext members that vote in the outgoing half and become learners when the joint
 *     configuration ends
 * @param autoLeave whether the leader ends the joint configuration by itself as soon as it is
 *     committed
 */
public record Members(
    List<Long> voters,
    List<Long> learners,
    List<Long> votersOutgoing,
    List<Long> learnersNext,
    boolean autoLeave) {

  /** Nobody. */
  public static final Members NONE = new Members(List.of(), List.of(), List.of(), List.of(), false);

  public Members {
    voters = sorted(voters);
    learners = sorted(learners);
    votersOutgoing = sorted(votersOutgoing);
    learnersNext = sorted(learnersNext);
  }

  /** A plain configuration of these voters. */
  public static Members ofVoters(Long... voters) {
    return new Members(List.of(voters), List.of(), List.of(), List.of(), false);
  }

  /** Whether two majorities are needed. */
  public boolean isJoint() {
    return !votersOutgoing.isEmpty();
  }

  private static List<Long> sorted(List<Long> ids) {
    return ids.stream().sorted().distinct().toList();
  }
}
