package dev.balsa.raft;

/** What happens to one member. The numbers are those of {@code raftpb.ConfChangeType}. */
public enum ConfChangeType {
  /** Becomes a voter; a learner is promoted. */
  ADD_NODE(0),
  /** Is no longer a member. */
  REMOVE_NODE(1),
  /** Only its description changes, which raft does not know. */
  UPDATE_NODE(2),
  /** Becomes a learner; a voter is demoted. */
  ADD_LEARNER_NODE(3);

  private final int number;

  ConfChangeType(int number) {
    this.number = number;
  }

  /** The number that stands for this type in a log entry. */
  public int number() {
    return number;
  }

  /**
   * The type that a number in a log entry stands for.
   *
   * @throws IllegalArgumentException if no type has that number
   */
  public static ConfChangeType of(long number) {
    for (ConfChangeType type : values()) {
      if (type.number == number) {
        return type;
      }
    }
    throw new IllegalArgumentException("unknown configuration change type " + number);
  }
}
