package dev.balsa.server.node;

import dev.balsa.mvcc.PreparedStore;
import dev.balsa.raft.ConfChange;
import dev.balsa.raft.Members;
import dev.balsa.raft.Message;
import dev.balsa.raft.RaftStatus;
import dev.balsa.raft.SnapshotMark;
import dev.balsa.server.apply.AppliedEntry;
import dev.balsa.server.errors.EtcdError;
import java.util.function.Consumer;

/** What reaches the node agent besides proposals and reads. */
sealed interface NodeEvent {

  /** A message from another member. May be lost. */
  record FromPeer(Message message) implements NodeEvent {}

  /** A message to another member was probably lost. May be lost itself. */
  record PeerUnreachable(long memberId) implements NodeEvent {}

  /** The process of another member has probably ended. May be lost itself. */
  record PeerGone(long memberId) implements NodeEvent {}

  /** A message with proposals that did not leave this member. May be lost itself. */
  record Undelivered(Message message) implements NodeEvent {}

  /** The copy of the store that another member gets stands at this index. */
  record SnapshotMade(long memberId, long index) implements NodeEvent {}

  /** A snapshot that another member was to get has arrived there, or has not. */
  record SnapshotEnded(long memberId, boolean ok) implements NodeEvent {}

  /** A copy of another member's store has begun to arrive. */
  record SnapshotArriving() implements NodeEvent {}

  /**
   * A copy of another member's store is on this member's disk, with the message that came with it.
   */
  record SnapshotArrived(Message message, PreparedStore copy) implements NodeEvent {}

  /** The apply agent has put the copy in the store's place: the member list is the copy's. */
  record SnapshotInstalled() implements NodeEvent {}

  /**
   * Somebody wants another member to lead.
   *
   * @param target 0 for whichever member is best prepared
   * @param whenDone gets null when it is done
   */
  record HandOver(long target, Consumer<EtcdError> whenDone) implements NodeEvent {}

  /**
   * The apply agent has carried out a change of members; consensus follows.
   *
   * @param change about nobody (member 0) if the rules of membership refused the entry
   * @param members the member list behind it, which consensus must agree with
   * @param applied the answer for whoever asked, to be given when consensus has followed
   */
  record ConfApplied(long index, ConfChange change, Members members, AppliedEntry applied)
      implements NodeEvent {}

  /** Somebody wants to know how consensus stands; answered on the node agent's thread. */
  record StatusAsked(Consumer<RaftStatus> reply) implements NodeEvent {}

  /** The apply agent has gone so far that the log may be cut; the store is to be flushed first. */
  record CheckpointDue(long index, long term) implements NodeEvent {}

  /** The store has on disk everything up to the mark. */
  record StoreFlushed(SnapshotMark mark) implements NodeEvent {}

  /**
   * The log agent has written the mark of a snapshot, so that the log before it can be released.
   */
  record MarkSaved(SnapshotMark mark) implements NodeEvent {}
}
