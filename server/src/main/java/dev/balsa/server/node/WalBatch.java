package dev.balsa.server.node;

import dev.balsa.raft.Entry;
import dev.balsa.raft.HardState;
import dev.balsa.raft.Message;
import dev.balsa.raft.Ready;
import dev.balsa.raft.SnapshotMark;
import java.util.List;

/**
 * What the log agent makes durable in one go.
 *
 * @param hardState null if unchanged
 * @param sync whether it must be on disk before {@code sendAfter} leaves and the batch counts as
 *     persisted
 * @param sendAfter messages that say what this batch makes true
 * @param fromRaft the persist part that raft waits for; null if raft waits for nothing
 * @param mark a snapshot mark to write after the batch, and up to which the log is then released;
 *     null for none
 */
record WalBatch(
    HardState hardState,
    List<Entry> entries,
    boolean sync,
    List<Message> sendAfter,
    Ready fromRaft,
    SnapshotMark mark) {

  /** The mark of a copy that replaces the log, to be written first; null for none. */
  SnapshotMark replacement() {
    return fromRaft == null ? null : fromRaft.snapshot();
  }

  /** What raft wants durable. */
  static WalBatch of(Ready ready, HardState hardState) {
    return new WalBatch(
        hardState, ready.entries(), ready.mustSync(), ready.sendAfterPersist(), ready, null);
  }

  /**
   * A mark; the hard state goes before it, because a mark counts only up to the commit index that
   * the log knows.
   */
  static WalBatch of(SnapshotMark mark, HardState hardState) {
    return new WalBatch(hardState, List.of(), false, List.of(), null, mark);
  }
}
