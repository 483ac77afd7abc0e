package dev.balsa.raft;

/**
 * What the data of a log entry is for.
 *
 * <p>The numbers are those of the log format ({@code raftpb.EntryType}); they are part of what is
 * on disk and on the wire.
 */
public enum EntryType {
  /**
   * A command for the state machine; empty data is the entry a new leader commits first (Raft
   * paper, section 8).
   */
  NORMAL(0),
  /** A change of one member. */
  CONF_CHANGE(1),
  /**
   * A change of several members at once, through a joint configuration (Raft thesis, section 4.3).
   */
  CONF_CHANGE_V2(2);

  private final int number;

  EntryType(int number) {
    this.number = number;
  }

  /** The number that stands for this type on disk. */
  public int number() {
    return number;
  }

  /**
   * The type that a number from disk stands for.
   *
   * @throws IllegalArgumentException if no type has that number
   */
  public static EntryType of(long number) {
    if (number == 0) {
      return NORMAL;
    }
    if (number == 1) {
      return CONF_CHANGE;
    }
    if (number == 2) {
      return CONF_CHANGE_V2;
    }
    throw new IllegalArgumentException("unknown log entry type " + number);
  }
}
