package dev.balsa.raft;

import java.util.List;

/**
 * What the caller has to do now; see the package documentation for the order.
 *
 * <p>The persist part is {@code snapshot}, {@code hardState} and {@code entries}; it is one batch,
 * and the next one comes only after {@link RaftCore#persisted}. Everything is handed out once.
 * Lists never change, also not under another thread's hands.
 *
 * @param hardState to be written into the log; null: unchanged
 * @param mustSync whether the persist part must be on disk (one fsync) before {@link
 *     RaftCore#persisted}; without it, written is enough
 * @param entries to be written into the log; the first may overwrite an index that was written
 *     before, and then everything behind it is void
 * @param snapshot null, or the mark of a snapshot to be installed before {@code entries} are
 *     written; the state machine is at its index afterwards
 * @param sendNow messages that may leave at once, while the disk works
 * @param sendAfterPersist messages that may leave only when this persist part is durable
 * @param committed entries for the state machine, in order; never any that is not durable here
 * @param readStates reads that may be served
 * @param soft leader and role; null: unchanged
 */
public record Ready(
    HardState hardState,
    boolean mustSync,
    List<Entry> entries,
    SnapshotMark snapshot,
    List<Message> sendNow,
    List<Message> sendAfterPersist,
    List<Entry> committed,
    List<ReadState> readStates,
    SoftState soft) {

  /** Nothing to do. */
  public static final Ready NOTHING =
      new Ready(null, false, List.of(), null, List.of(), List.of(), List.of(), List.of(), null);

  /** Whether there is something to write, so that {@link RaftCore#persisted} is waited for. */
  public boolean hasPersistPart() {
    return hardState != null || !entries.isEmpty() || snapshot != null;
  }

  /** The index to give to {@link RaftCore#persisted}; 0 if the batch ends with no entry. */
  public long persistIndex() {
    if (!entries.isEmpty()) {
      return entries.get(entries.size() - 1).index();
    }
    return snapshot == null ? 0 : snapshot.index();
  }

  /** The term to give to {@link RaftCore#persisted}; 0 if the batch ends with no entry. */
  public long persistTerm() {
    if (!entries.isEmpty()) {
      return entries.get(entries.size() - 1).term();
    }
    return snapshot == null ? 0 : snapshot.term();
  }
}
