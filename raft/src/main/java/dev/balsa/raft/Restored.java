package dev.balsa.raft;

import java.util.List;
import java.util.Objects;

/**
 * What a member finds on its disk when it starts.
 *
 * <p>A member that starts for the first time either has {@link #NOTHING} and learns everything from
 * a leader. Or it is one of the first members of a group and knows all of them; the configuration
 * must then be part of the log that later members will be sent. There are two ways, and all first
 * members must take the same: the log begins with one CONF_CHANGE entry for each, at term 1, and
 * the hard state has them committed (which is what etcd writes into its log); or it begins behind a
 * snapshot that already has the configuration ({@link #firstStart}).
 *
 * @param hardState the newest hard state of the log
 * @param snapshot where the log starts: entries follow this index
 * @param members the configuration as of {@code appliedIndex}
 * @param entries the log after {@code snapshot}, without a hole, the uncommitted tail included
 * @param appliedIndex up to where the state machine has applied the log; raft hands out committed
 *     entries from here on
 */
public record Restored(
    HardState hardState,
    SnapshotMark snapshot,
    Members members,
    List<Entry> entries,
    long appliedIndex) {

  /** The first start of a member that waits for a leader to take it in. */
  public static final Restored NOTHING =
      new Restored(HardState.EMPTY, SnapshotMark.EMPTY, Members.NONE, List.of(), 0);

  public Restored {
    Objects.requireNonNull(hardState, "hardState");
    Objects.requireNonNull(snapshot, "snapshot");
    Objects.requireNonNull(members, "members");
    Objects.requireNonNull(entries, "entries");
  }

  /**
   * A restart where the snapshot's configuration is still the one in force at {@code appliedIndex}.
   *
   * @throws IllegalArgumentException if a configuration change lies between the two
   */
  public Restored(
      HardState hardState, SnapshotMark snapshot, List<Entry> entries, long appliedIndex) {
    this(hardState, snapshot, snapshot.members(), entries, appliedIndex);
    for (Entry entry : entries) {
      if (entry.index() <= appliedIndex && entry.type() != EntryType.NORMAL) {
        throw new IllegalArgumentException(
            "entry "
                + entry
                + " changes the configuration before the applied index "
                + appliedIndex
                + ": the configuration as of that index must be given");
      }
    }
  }

  /**
   * The first start of one of the first members, whose log begins behind an otherwise empty
   * snapshot at term 1, index 1. The caller keeps this state as it would keep any other.
   */
  public static Restored firstStart(Members members) {
    return new Restored(
        new HardState(1, 0, 1), new SnapshotMark(1, 1, members), members, List.of(), 1);
  }
}
