package dev.balsa.server.node;

import dev.balsa.raft.ConfChange;
import dev.balsa.raft.Message;
import dev.balsa.raft.SnapshotMark;

/** What reaches the node agent besides proposals and reads. */
sealed interface NodeEvent {

  /** A message from another member. May be lost. */
  record FromPeer(Message message) implements NodeEvent {}

  /**
   * The apply agent has carried out a change of members; consensus follows.
   *
   * @param change about nobody (member 0) if the rules of membership refused the entry
   */
  record ConfApplied(long index, ConfChange change) implements NodeEvent {}

  /** The apply agent has gone so far that the log may be cut; the store is to be flushed first. */
  record CheckpointDue(long index, long term) implements NodeEvent {}

  /** The store has on disk everything up to the mark. */
  record StoreFlushed(SnapshotMark mark) implements NodeEvent {}

  /**
   * The log agent has written the mark of a snapshot, so that the log before it can be released.
   */
  record MarkSaved(SnapshotMark mark) implements NodeEvent {}
}
