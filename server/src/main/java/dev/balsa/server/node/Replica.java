package dev.balsa.server.node;

import dev.balsa.mvcc.View;
import dev.balsa.mvcc.backend.Pinned;
import dev.balsa.server.apply.Alarm;
import dev.balsa.server.apply.CommandKind;
import dev.balsa.server.apply.Downgrade;
import dev.balsa.server.apply.MemberInfo;
import dev.balsa.server.auth.Authority;
import dev.balsa.server.auth.Caller;
import dev.balsa.server.errors.EtcdError;
import dev.balsa.watch.WatchSink;
import java.util.List;
import java.util.function.Consumer;

/**
 * What the services at the edge see of a running member.
 *
 * <p>Every method may be called from any thread and none of them blocks: what takes time answers
 * through a reply object, which is called exactly once, on a thread of the member's own, and must
 * not block either. When the member is full or stopped the reply is called at once, on the caller's
 * thread.
 */
public interface Replica {

  /** This member's id. */
  long memberId();

  /** The id of the cluster it belongs to. */
  long clusterId();

  /**
   * A number no other request of the cluster has; its lower 63 bits serve as a lease id where the
   * client leaves the choice.
   */
  long nextRequestId();

  /**
   * The shortest time to live that a lease may be granted, in seconds; a grant is raised to it
   * before it is proposed.
   */
  long minLeaseTtlSeconds();

  /** How consensus stands; a fresh immutable value. */
  ReplicaStatus status();

  /** The newest state that this member has applied: what a serializable read reads. */
  View view();

  /**
   * Whether a request that would add so many bytes fits into the store's quota. If it does not, the
   * alarm that stops all members from taking more data has been proposed, and the request must be
   * answered with "database space exceeded".
   *
   * @param costBytes what the request would add; 0 for a request that only removes
   */
  boolean admits(long costBytes);

  /**
   * Puts a command into the replicated log.
   *
   * @param kind what it asks
   * @param body the request's own protobuf bytes, never modified afterwards; they are spliced into
   *     the log entry as they are
   * @param reply gets the outcome after the command was applied here; for a physical compaction,
   *     after the removal has finished
   */
  default void propose(CommandKind kind, byte[] body, Reply reply) {
    propose(kind, body, Caller.NOBODY, reply);
  }

  /**
   * Puts a command into the replicated log on somebody's behalf.
   *
   * @param caller whose permissions decide when it is applied
   */
  void propose(CommandKind kind, byte[] body, Caller caller, Reply reply);

  /** Who somebody is and what they may do. */
  Authority authority();

  /**
   * Asks which keys leases hold, as far as this member has applied.
   *
   * @param leaseId 0 for the keys of all leases, which are gathered in the background
   */
  void keysOfLeases(long leaseId, Consumer<List<byte[]>> keys, Consumer<EtcdError> failed);

  /**
   * Waits until this member's state contains everything that was acknowledged anywhere before this
   * call (Raft thesis, section 6.4).
   *
   * <p>In a cluster of one the answer is immediate and on the caller's thread.
   */
  void linearize(ReadReply reply);

  /**
   * Starts a group of watchers that share one stream.
   *
   * @param sink called on the apply thread only; its {@code isReady} says whether the stream can
   *     take more
   * @param overloaded called when a request found too many answers waiting for the client to read
   *     them: the request is lost, and the stream should end with {@code too many requests}
   */
  WatchSession openWatch(WatchSink sink, Runnable overloaded);

  /**
   * Renews a lease; answered with the granted time to live, or 0 seconds if there is no such lease.
   */
  void keepAlive(long leaseId, LeaseReply reply);

  /** Asks what is left of a lease; {@code ttlSeconds} is -1 if there is no such lease. */
  void timeToLive(long leaseId, boolean withKeys, LeaseReply reply);

  /**
   * Asks for the ids of all leases, those that run out first at the front; answered in the
   * background, because there may be many.
   */
  void leases(LeaseListReply reply);

  /** The members of the cluster, sorted by id (unsigned). */
  List<MemberInfo> members();

  /**
   * Changes who the members are, by etcd's rules.
   *
   * @param reply gets {@link dev.balsa.server.apply.Outcome.MembersChanged} when the change is in
   *     force here, or at the leader for a promotion
   */
  void changeMembers(MemberChange change, Reply reply);

  /** The alarms in force, sorted by member id, then type. */
  List<Alarm> alarms();

  /** The cluster version as {@code major.minor.0}, or null while it is not decided. */
  String clusterVersion();

  /** Whether the cluster is on its way to an older version. */
  Downgrade downgrade();

  /** Bytes that the store takes on disk. */
  long storeSizeBytes();

  /** Bytes of the store that hold live data. */
  long storeSizeInUseBytes();

  /**
   * Holds on to this member's whole state at one moment, for a long read while writes go on; to be
   * closed by the caller.
   *
   * @throws dev.balsa.mvcc.MvccException when the store fails or is closed
   */
  Pinned pin();

  /**
   * Gives the space of removed revisions back to the file system while reads and writes go on. One
   * that is asked for while another is under way begins after it.
   *
   * @param whenDone called with null when finished, else with what went wrong
   */
  void defragment(Consumer<Throwable> whenDone);

  /**
   * Makes another member lead.
   *
   * @param target the voter that is to lead
   * @param whenDone called once, with null when it leads, else with what went wrong
   */
  void moveLeader(long target, Consumer<EtcdError> whenDone);

  /**
   * Runs a long read on a bounded pool of background threads.
   *
   * @return false if the pool's queue is full; the task was not taken
   */
  boolean execute(Runnable task);
}
