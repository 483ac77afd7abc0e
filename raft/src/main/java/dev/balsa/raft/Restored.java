package dev.balsa.raft;

import java.util.List;
import java.util.Objects;

/**
 * What a member finds on its disk when it starts.
 *
 * <p>A member that starts for the first time has nothing ({@link #NOTHING}) and learns its
 * configuration from a leader; or it was told the first configuration and gives it as {@code
 * members} with everything else empty, or as the members' CONF_CHANGE entries at term 1 with a hard
 * state that has them committed (which is what etcd writes into its log). All members of a new
 * cluster must do the same.
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

  /** The first start of a member that was told the first configuration. */
  public static Restored firstStart(Members members) {
    return new Restored(HardState.EMPTY, SnapshotMark.EMPTY, members, List.of(), 0);
  }
}
