package dev.balsa.server.node;

import dev.balsa.mvcc.PreparedStore;
import dev.balsa.raft.Entry;
import dev.balsa.raft.SnapshotMark;
import java.util.List;

/** What the apply agent gets to do, in log order. */
sealed interface Applicable {

  /**
   * Committed entries.
   *
   * @param committedNanos when they were
   */
  record Entries(List<Entry> entries, long committedNanos) implements Applicable {}

  /** A copy of another member's store, which stands for all entries up to its mark. */
  record Installation(SnapshotMark mark, PreparedStore store) implements Applicable {}
}
