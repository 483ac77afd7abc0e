package dev.balsa.server.node;

import dev.balsa.mvcc.HashKv;
import dev.balsa.mvcc.MvccException;
import dev.balsa.raft.Message;
import dev.balsa.raft.MessageType;
import dev.balsa.server.apply.ClusterSnapshot;
import dev.balsa.server.apply.ClusterState;
import dev.balsa.server.apply.Outcome;
import dev.balsa.server.errors.EtcdError;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

/** The running member as the other members reach it. */
final class LocalHost implements PeerHost {

  private final long memberId;
  private final long clusterId;
  private final ClusterState cluster;
  private final Inbox inbox;
  private final SnapshotIntake snapshots;
  private final Waker nodeWaker;
  private final String version;
  private final Runnable leave;

  /** Whether a question for a hash is being answered. */
  private final AtomicBoolean hashing = new AtomicBoolean();

  /** Null until the member is about to run. */
  private volatile LocalReplica replica;

  /**
   * @param version what this member runs
   * @param leave stops the member because it was removed; must not block
   */
  LocalHost(
      long memberId,
      long clusterId,
      ClusterState cluster,
      Inbox inbox,
      SnapshotIntake snapshots,
      Waker nodeWaker,
      String version,
      Runnable leave) {
    this.leave = leave;
    this.version = version;
    this.snapshots = snapshots;
    this.memberId = memberId;
    this.clusterId = clusterId;
    this.cluster = cluster;
    this.inbox = inbox;
    this.nodeWaker = nodeWaker;
  }

  /** Through whom lease calls are answered. Called once, before the agents start. */
  void serves(LocalReplica self) {
    this.replica = self;
  }

  @Override
  public long memberId() {
    return memberId;
  }

  @Override
  public String version() {
    return version;
  }

  @Override
  public long clusterId() {
    return clusterId;
  }

  @Override
  public ClusterSnapshot cluster() {
    return cluster.snapshot();
  }

  @Override
  public boolean receive(Message message) {
    // A copy comes another way, or not at all.
    return message.to() == memberId
        && message.type() != MessageType.SNAPSHOT
        && offer(new NodeEvent.FromPeer(message));
  }

  private boolean offer(NodeEvent event) {
    boolean taken = inbox.offer(event);
    nodeWaker.wake();
    return taken;
  }

  @Override
  public void unreachable(long id) {
    // If there is no room for this, there is none for the answers that prove the contrary either.
    boolean unused = offer(new NodeEvent.PeerUnreachable(id));
  }

  @Override
  public void gone(long id) {
    // If there is no room for this, the leader is missed after an election timeout, as always.
    boolean unused = offer(new NodeEvent.PeerGone(id));
  }

  @Override
  public void undelivered(Message message) {
    // If there is no room, the clients are told at the end of their time.
    boolean unused = offer(new NodeEvent.Undelivered(message));
  }

  @Override
  public SnapshotReceiver receiveSnapshot(Message message, long sizeBytes) throws IOException {
    if (message.to() != memberId || message.type() != MessageType.SNAPSHOT) {
      throw new IOException("not a copy for this member: " + message);
    }
    LocalReplica self = replica;
    if (self == null) {
      throw new IOException("this member is starting");
    }
    long applied = self.status().appliedIndex();
    if (message.snapshot().index() <= applied) {
      throw new IOException("this member has applied the log up to " + applied + " already");
    }
    return snapshots.receive(message, sizeBytes);
  }

  @Override
  public void snapshotEnded(long id, boolean ok) {
    inbox.tell(new NodeEvent.SnapshotEnded(id, ok));
  }

  @Override
  public void removed() {
    leave.run();
  }

  @Override
  public void promote(long learnerId, Reply reply) {
    LocalReplica self = replica;
    if (self == null) {
      reply.done(new Outcome.Failed(EtcdError.NO_LEADER));
    } else {
      self.promoteHere(learnerId, reply);
    }
  }

  @Override
  public void keepAlive(long leaseId, LeaseReply reply) {
    LocalReplica self = replica;
    if (self == null) {
      reply.failed(EtcdError.NO_LEADER);
    } else {
      self.keepAliveHere(leaseId, reply);
    }
  }

  @Override
  public void timeToLive(long leaseId, boolean withKeys, LeaseReply reply) {
    LocalReplica self = replica;
    if (self == null) {
      reply.failed(EtcdError.NO_LEADER);
    } else {
      self.timeToLiveHere(leaseId, withKeys, reply);
    }
  }

  @Override
  public void hashKv(long revision, HashReply reply) {
    LocalReplica self = replica;
    if (self == null) {
      reply.failed(EtcdError.NO_LEADER);
    } else if (!hashing.compareAndSet(false, true)) {
      reply.failed(EtcdError.REQUEST_TOO_MANY_REQUESTS);
    } else if (!self.execute(() -> answer(self, revision, reply))) {
      hashing.set(false);
      reply.failed(EtcdError.REQUEST_TOO_MANY_REQUESTS);
    }
  }

  private void answer(LocalReplica self, long revision, HashReply reply) {
    HashKv hash;
    try {
      hash = self.view().hashKv(revision);
    } catch (MvccException e) {
      reply.failed(
          switch (e.kind()) {
            case COMPACTED -> EtcdError.COMPACTED;
            case FUTURE_REVISION -> EtcdError.FUTURE_REV;
            default -> EtcdError.CORRUPT;
          });
      return;
    } finally {
      hashing.set(false);
    }
    reply.hash(hash);
  }
}
