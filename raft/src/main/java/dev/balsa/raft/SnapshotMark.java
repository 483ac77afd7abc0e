package dev.balsa.raft;

import java.util.Objects;

/**
 * A point of the log up to which the state machine's own storage stands for the log (Raft paper,
 * section 7).
 *
 * @param index the last entry that the snapshot contains; 0 for the start of an empty log
 * @param term the term of that entry
 * @param members the configuration as of that entry
 */
public record SnapshotMark(long index, long term, Members members) {

  /** The start of a log that has never been cut. */
  public static final SnapshotMark EMPTY = new SnapshotMark(0, 0, Members.NONE);

  public SnapshotMark {
    Objects.requireNonNull(members, "members");
  }

  /** Whether this is the start of a log that has never been cut. */
  public boolean isEmpty() {
    return index == 0;
  }
}
