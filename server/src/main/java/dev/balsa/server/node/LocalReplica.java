package dev.balsa.server.node;

import dev.balsa.mvcc.Lease;
import dev.balsa.mvcc.Store;
import dev.balsa.mvcc.View;
import dev.balsa.mvcc.backend.Pinned;
import dev.balsa.raft.EntryType;
import dev.balsa.server.apply.Alarm;
import dev.balsa.server.apply.ClusterState;
import dev.balsa.server.apply.CommandCodec;
import dev.balsa.server.apply.CommandKind;
import dev.balsa.server.apply.Downgrade;
import dev.balsa.server.apply.MemberInfo;
import dev.balsa.server.apply.Outcome;
import dev.balsa.server.auth.Authority;
import dev.balsa.server.auth.Caller;
import dev.balsa.server.env.Chore;
import dev.balsa.server.env.Environment;
import dev.balsa.server.errors.EtcdError;
import dev.balsa.server.metrics.Metrics;
import dev.balsa.watch.WatchHub;
import dev.balsa.watch.WatchSink;
import java.util.List;
import java.util.function.Consumer;

/**
 * The running member as its own services reach it: turns calls into work for the agents, and
 * refuses what does not fit.
 */
final class LocalReplica implements Replica {

  private static final double NANOS_PER_SECOND = 1e9;

  /** What the replica stands on. */
  record Parts(
      long memberId,
      long clusterId,
      NodeConfig config,
      MembershipConfig membership,
      Environment environment,
      Store store,
      ClusterState cluster,
      Authority authority,
      Inbox inbox,
      Pending pending,
      Node node,
      ApplyAgent apply,
      WatchHub hub,
      LeaseKeeper leases,
      PeerLink peers,
      Metrics metrics) {}

  private final Parts parts;
  private final RequestIds requestIds;
  private final MembershipRequests membership;
  private final QuotaGuard quota;
  private final Waker nodeHandle;
  private final Waker applyHandle;
  private volatile boolean stopped;

  LocalReplica(Parts parts, Waker nodeHandle, Waker applyHandle) {
    this.parts = parts;
    this.nodeHandle = nodeHandle;
    this.applyHandle = applyHandle;
    this.requestIds =
        new RequestIds(parts.memberId(), parts.environment().random("request-ids").nextLong());
    this.membership = new MembershipRequests(parts, requestIds, this::submit);
    this.quota =
        new QuotaGuard(
            parts.store(),
            parts.environment().clock(),
            parts.memberId(),
            parts.config().quotaBytes());
  }

  /** From now on everything is refused. */
  void stop() {
    stopped = true;
  }

  @Override
  public long memberId() {
    return parts.memberId();
  }

  @Override
  public long clusterId() {
    return parts.clusterId();
  }

  @Override
  public long nextRequestId() {
    return requestIds.next();
  }

  @Override
  public long minLeaseTtlSeconds() {
    return parts.config().minLeaseTtlSeconds();
  }

  @Override
  public ReplicaStatus status() {
    // Applied before committed: committed never falls, so the pair read in this order keeps applied
    // <= committed.
    long applied = parts.apply().appliedIndex();
    NodeStatus status = parts.node().status();
    return new ReplicaStatus(
        status.term(),
        status.leaderId(),
        Math.max(applied, status.committedIndex()),
        applied,
        status.leader(),
        status.learner());
  }

  @Override
  public View view() {
    return parts.store().view();
  }

  @Override
  public boolean admits(long costBytes) {
    return quota.admits(costBytes, this);
  }

  @Override
  public void propose(CommandKind kind, byte[] body, Caller caller, Reply reply) {
    propose(kind, body, caller, Proposal.ANY_TERM, reply);
  }

  @Override
  public Authority authority() {
    return parts.authority();
  }

  /**
   * Puts a command into the log if this member leads in that term, and asks nobody else to.
   *
   * @param leaderTerm {@link Proposal#ANY_TERM} if any leader may do it
   */
  void propose(CommandKind kind, byte[] body, Caller caller, long leaderTerm, Reply reply) {
    if (applyLag() > parts.config().maxApplyLag()) {
      reply.done(new Outcome.Failed(EtcdError.REQUEST_TOO_MANY_REQUESTS));
      return;
    }
    long requestId = requestIds.next();
    byte[] data = CommandCodec.encode(requestId, kind, body, caller);
    if (data.length > parts.config().maxRequestBytes()) {
      reply.done(new Outcome.Failed(EtcdError.REQUEST_TOO_LARGE));
      return;
    }
    submit(new Proposal(requestId, EntryType.NORMAL, data, leaderTerm), reply);
  }

  private long applyLag() {
    return parts.node().status().committedIndex() - parts.apply().appliedIndex();
  }

  /**
   * Registers who waits, then hands over; whoever loses the race with the end of the member is
   * answered here.
   */
  private void submit(Proposal proposal, Reply reply) {
    long deadline = parts.environment().clock().nanoTime() + parts.config().requestTimeoutNanos();
    long id = proposal.requestId();
    if (!parts.pending().register(id, reply, deadline, proposal.data().length)) {
      reply.done(new Outcome.Failed(EtcdError.REQUEST_TOO_MANY_REQUESTS));
    } else if (!parts.inbox().offer(proposal)) {
      parts.pending().complete(id, new Outcome.Failed(EtcdError.REQUEST_TOO_MANY_REQUESTS));
    } else if (stopped) {
      parts.pending().complete(id, new Outcome.Failed(EtcdError.STOPPED));
    } else {
      nodeHandle.wake();
    }
  }

  @Override
  public void changeMembers(MemberChange change, Reply reply) {
    if (stopped) {
      reply.done(new Outcome.Failed(EtcdError.STOPPED));
    } else {
      membership.change(change, parts.node().status().leaderId(), reply);
    }
  }

  /** Makes a voter of a learner without asking anybody else. */
  void promoteHere(long learnerId, Reply reply) {
    if (stopped) {
      reply.done(new Outcome.Failed(EtcdError.STOPPED));
    } else {
      membership.promoteHere(new MemberChange.Promote(learnerId), reply);
    }
  }

  @Override
  public void linearize(ReadReply reply) {
    NodeStatus status = parts.node().status();
    if (stopped) {
      reply.failed(EtcdError.STOPPED);
    } else if (status.readsAlone()) {
      // Whatever anybody has acknowledged is in this member's view already.
      reply.ready(view());
    } else if (status.learner()) {
      reply.failed(EtcdError.NOT_SUPPORTED_FOR_LEARNER);
    } else if (!parts.inbox().offer(reply)) {
      reply.failed(EtcdError.REQUEST_TOO_MANY_REQUESTS);
    } else {
      nodeHandle.wake();
    }
  }

  @Override
  public WatchSession openWatch(WatchSink sink, Runnable overloaded) {
    return new LocalWatchSession(parts.hub(), sink, overloaded, parts.apply(), applyHandle);
  }

  @Override
  public void keepAlive(long leaseId, LeaseReply reply) {
    long leaderId = leaderToAsk();
    if (leaderId == 0) {
      keepAliveHere(leaseId, reply);
    } else {
      parts.peers().keepAlive(leaderId, leaseId, reply);
    }
  }

  @Override
  public void timeToLive(long leaseId, boolean withKeys, LeaseReply reply) {
    long leaderId = leaderToAsk();
    if (leaderId == 0) {
      timeToLiveHere(leaseId, withKeys, reply);
    } else {
      parts.peers().timeToLive(leaderId, leaseId, withKeys, reply);
    }
  }

  /** The other member that leads; 0 if this one does, or nobody is known to, or all is over. */
  private long leaderToAsk() {
    NodeStatus status = parts.node().status();
    return stopped || status.leader() ? 0 : status.leaderId();
  }

  /** Renews a lease without asking anybody else. */
  void keepAliveHere(long leaseId, LeaseReply reply) {
    EtcdError refused = refusalOfLeaseCall();
    if (refused != null) {
      reply.failed(refused);
      return;
    }
    onApply(
        reply::failed,
        now -> {
          if (parts.store().leases().get(leaseId) != null) {
            renew(leaseId, now, reply);
          } else {
            afterAllAcknowledged(reply, later -> renew(leaseId, later, reply));
          }
        });
  }

  private void renew(long leaseId, long nowNanos, LeaseReply reply) {
    if (!parts.leases().isPrimary()) {
      reply.failed(EtcdError.NO_LEADER);
      return;
    }
    parts.metrics().lease.renewed.inc();
    parts.leases().renew(leaseId, view().revision(), nowNanos, reply);
  }

  /**
   * Before a client hears that a lease is gone: another member may have applied its grant, and
   * acknowledged it, earlier than this one, and this one may lead no longer.
   */
  private void afterAllAcknowledged(LeaseReply reply, ApplyTask task) {
    linearize(
        new ReadReply() {
          @Override
          public void ready(View view) {
            onApply(reply::failed, task);
          }

          @Override
          public void failed(EtcdError error) {
            reply.failed(error);
          }
        });
  }

  /** Tells what is left of a lease without asking anybody else. */
  void timeToLiveHere(long leaseId, boolean withKeys, LeaseReply reply) {
    EtcdError refused = refusalOfLeaseCall();
    if (refused != null) {
      reply.failed(refused);
      return;
    }
    onApply(
        reply::failed,
        now -> {
          if (parts.store().leases().get(leaseId) != null) {
            tell(leaseId, withKeys, now, reply);
          } else {
            afterAllAcknowledged(reply, later -> tell(leaseId, withKeys, later, reply));
          }
        });
  }

  private void tell(long leaseId, boolean withKeys, long nowNanos, LeaseReply reply) {
    Lease lease = parts.store().leases().get(leaseId);
    if (lease == null) {
      reply.lease(view().revision(), -1, 0, List.of());
      return;
    }
    long left = parts.leases().remainingSeconds(leaseId, nowNanos);
    List<byte[]> keys = withKeys ? parts.store().leases().keysOf(leaseId) : List.of();
    reply.lease(view().revision(), left, lease.ttlSeconds(), keys);
  }

  /** Only the leader knows what is left of a lease. */
  private EtcdError refusalOfLeaseCall() {
    if (stopped) {
      return EtcdError.STOPPED;
    }
    return parts.node().status().leader() ? null : EtcdError.NO_LEADER;
  }

  @Override
  public void leases(LeaseListReply reply) {
    onApply(
        reply::failed,
        now -> {
          long revision = view().revision();
          LeaseListing listing = parts.leases().listing();
          inBackground(reply::failed, () -> reply.leases(revision, listing.inOrder()));
        });
  }

  @Override
  public void keysOfLeases(long leaseId, Consumer<List<byte[]>> keys, Consumer<EtcdError> failed) {
    if (leaseId == 0) {
      inBackground(failed, () -> keys.accept(view().attachedKeys()));
    } else {
      onApply(failed, now -> keys.accept(parts.store().leases().keysOf(leaseId)));
    }
  }

  private void inBackground(Consumer<EtcdError> refuse, Runnable task) {
    if (stopped) {
      refuse.accept(EtcdError.STOPPED);
    } else if (!execute(task)) {
      refuse.accept(EtcdError.REQUEST_TOO_MANY_REQUESTS);
    }
  }

  private void onApply(Consumer<EtcdError> refuse, ApplyTask task) {
    ApplyTask unlessStopped =
        now -> {
          if (stopped) {
            refuse.accept(EtcdError.STOPPED);
          } else {
            task.run(now);
          }
        };
    if (parts.apply().offer(unlessStopped)) {
      applyHandle.wake();
    } else {
      refuse.accept(EtcdError.REQUEST_TOO_MANY_REQUESTS);
    }
  }

  @Override
  public List<MemberInfo> members() {
    return parts.cluster().snapshot().members();
  }

  @Override
  public List<Alarm> alarms() {
    return parts.cluster().snapshot().alarms();
  }

  @Override
  public Downgrade downgrade() {
    return parts.cluster().snapshot().downgrade();
  }

  @Override
  public String clusterVersion() {
    return parts.cluster().snapshot().version();
  }

  @Override
  public long storeSizeBytes() {
    return parts.store().sizeBytes();
  }

  @Override
  public long storeSizeInUseBytes() {
    return parts.store().sizeInUseBytes();
  }

  @Override
  public Pinned pin() {
    return parts.store().pin();
  }

  @Override
  public void defragment(Consumer<Throwable> whenDone) {
    if (stopped) {
      whenDone.accept(EtcdError.STOPPED.asException());
    } else if (!parts
        .environment()
        .maintain(Chore.MERGING, () -> whenDone.accept(defragmented()))) {
      whenDone.accept(EtcdError.REQUEST_TOO_MANY_REQUESTS.asException());
    }
  }

  /** One at a time; returns why it failed, or null. */
  private Throwable defragmented() {
    long began = parts.environment().clock().nanoTime();
    parts.metrics().disk.defragInflight.set(1);
    try {
      parts.store().defragment();
      return null;
    } catch (RuntimeException e) {
      return e;
    } finally {
      long nanos = parts.environment().clock().nanoTime() - began;
      parts.metrics().disk.backendDefragSeconds.observe(nanos / NANOS_PER_SECOND);
      parts.metrics().disk.defragInflight.set(0);
    }
  }

  @Override
  public void moveLeader(long target, Consumer<EtcdError> whenDone) {
    if (stopped) {
      whenDone.accept(EtcdError.STOPPED);
    } else {
      parts.inbox().tell(new NodeEvent.HandOver(target, whenDone));
    }
  }

  @Override
  public boolean execute(Runnable task) {
    return !stopped && parts.environment().execute(task);
  }
}
