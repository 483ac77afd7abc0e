package dev.balsa.server.node;

import dev.balsa.raft.Message;
import dev.balsa.server.apply.ClusterSnapshot;
import java.io.IOException;

/** What other members reach of this one. Thread-safe; nothing blocks. */
public interface PeerHost {

  /** This member's id. */
  long memberId();

  /** The id of the cluster it belongs to. */
  long clusterId();

  /** Who the members are, as far as this member has applied the log, and where to reach them. */
  ClusterSnapshot cluster();

  /**
   * A message has arrived.
   *
   * @return false if it was dropped: this member is overloaded, or the message is not for it
   */
  boolean receive(Message message);

  /** A message to that member was probably lost. */
  void unreachable(long memberId);

  /**
   * The connection to that member broke, and nobody answers any more where it was: its process has
   * ended, most likely. A hint that may be wrong.
   */
  void gone(long memberId);

  /**
   * A message with proposals has not left this member, and never will: they may be proposed again.
   */
  void undelivered(Message message);

  /**
   * Another member offers a copy of its store.
   *
   * @param message the SNAPSHOT message that goes with it
   * @param sizeBytes the size of the copy
   * @return what takes it in
   * @throws IOException if this member cannot take it now; the message says why
   */
  SnapshotReceiver receiveSnapshot(Message message, long sizeBytes) throws IOException;

  /** A snapshot that was to be sent to that member has arrived, or has not. */
  void snapshotEnded(long memberId, boolean ok);

  /**
   * A member of the cluster says that this one was removed from it for good: this one stops. To be
   * believed, because members are sure of it when they say it.
   */
  void removed();

  /** Makes a voter of a learner if this member leads; asks nobody else. */
  void promote(long learnerId, Reply reply);

  /** Renews a lease if this member leads; asks nobody else. */
  void keepAlive(long leaseId, LeaseReply reply);

  /** Tells what is left of a lease if this member leads; asks nobody else. */
  void timeToLive(long leaseId, boolean withKeys, LeaseReply reply);

  /**
   * Hashes this member's key space up to a revision, in the background. One such question is
   * answered at a time, because each reads everything.
   */
  void hashKv(long revision, HashReply reply);

  /** The version that this member runs, as {@code 3.6.0}; null if it does not say. */
  default String version() {
    return null;
  }
}
