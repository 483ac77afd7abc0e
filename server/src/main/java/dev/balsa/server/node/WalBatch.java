package dev.balsa.server.node;

import dev.balsa.raft.Entry;
import dev.balsa.raft.HardState;
import dev.balsa.raft.Message;
import dev.balsa.raft.SnapshotMark;
import java.util.List;

/**
 * What the log agent makes durable in one go.
 *
 * @param hardState null if unchanged
 * @param sync whether it must be on disk before {@code sendAfter} leaves and the batch counts as persisted
 * @param sendAfter messages that say what this batch makes true
 * @param mark a snapshot mark to write after the batch, and up to which the log is then released; null for none
 */
record WalBatch(
    HardState hardState,
    List<Entry> entries,
    boolean sync,
    List<Message> sendAfter,
    SnapshotMark mark,
    long releaseIndex) {

  /** The term of the last entry, 0 if there is none. */
  long lastTerm() {
    return entries.isEmpty() ? 0 : entries.get(entries.size() - 1).term();
  }

  /** The index of the last entry, 0 if there is none. */
  long lastIndex() {
    return entries.isEmpty() ? 0 : entries.get(entries.size() - 1).index();
  }
}
