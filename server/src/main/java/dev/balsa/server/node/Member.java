package dev.balsa.server.node;

import dev.balsa.api.LeaseRevokeRequest;
import dev.balsa.mvcc.Lease;
import dev.balsa.mvcc.Store;
import dev.balsa.raft.RaftConfig;
import dev.balsa.raft.RaftCore;
import dev.balsa.server.apply.Applier;
import dev.balsa.server.apply.ClusterState;
import dev.balsa.server.apply.CommandKind;
import dev.balsa.server.apply.MemberInfo;
import dev.balsa.server.apply.MembershipApplier;
import dev.balsa.server.auth.AuthState;
import dev.balsa.server.auth.Authority;
import dev.balsa.server.auth.Caller;
import dev.balsa.server.auth.Tokens;
import dev.balsa.server.env.AgentHandle;
import dev.balsa.server.env.Environment;
import dev.balsa.server.errors.EtcdError;
import dev.balsa.server.metrics.Metrics;
import dev.balsa.watch.WatchHub;
import dev.balsa.watch.WatchStats;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A running member: puts the agents together, starts them, and stops them in the right order.
 *
 * <pre>
 *            proposals, reads                committed entries
 *   edge ----------------------> node agent ------------------> apply agent ---> store, watchers, replies
 *                                  |    ^ durable                   |
 *                                  v    |                           v
 *                                wal agent                    lease and watch requests from the edge
 * </pre>
 *
 * <p>The store's home is the caller's: made before, closed after.
 */
public final class Member implements AutoCloseable {

  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Bootstrap.Start start;
  private final LocalReplica replica;
  private final AgentHandle handle;
  private final Pending pending;
  private final ApplyAgent apply;
  private final PeerLink peers;
  private final SnapshotIntake intake;

  /**
   * Opens log and store and starts the agents.
   *
   * @throws StartException if log and store do not belong together
   * @throws MemberRemovedException if the member was removed from its cluster
   * @throws IOException if the log cannot be read or is damaged
   */
  public static Member start(
      MemberConfig config,
      Environment environment,
      StoreHome home,
      Metrics metrics,
      PeerNetwork network)
      throws IOException {
    Bootstrap.Start start =
        new Bootstrap(
                new MeteredDisk(environment.disk(), environment.clock(), metrics.disk),
                config.walDirectory(),
                config.wal(),
                config.membership())
            .open(home, config.memberId(), config.firstMembers());
    if (start.facts().removed().contains(start.memberId())) {
      start.wal().close();
      throw new MemberRemovedException();
    }
    return new Member(config, environment, home, metrics, network, start);
  }

  private Member(
      MemberConfig config,
      Environment environment,
      StoreHome home,
      Metrics metrics,
      PeerNetwork network,
      Bootstrap.Start start) {
    this.start = start;
    Store store = start.store();
    NodeConfig node = config.node();
    Consumer<Throwable> onFailure = this::fail;
    Waker nodeWaker = new Waker();
    Waker walWaker = new Waker();
    Waker applyWaker = new Waker();
    Inbox inbox = new Inbox(node.maxPendingRequests());
    inbox.wakes(nodeWaker::wake);
    pending = new Pending(node.maxPendingRequests(), node.maxPendingBytes());
    ClusterState cluster = ClusterState.load(store);
    Tokens tokens =
        config.auth().tokens().create(environment.clock(), environment.secrets("tokens"));
    AuthState auth = AuthState.load(store, tokens);
    WatchHub hub = new WatchHub(store::view, config.watch());
    LeaseKeeper leases = new LeaseKeeper(node.requestTimeoutNanos());
    long nowNanos = environment.clock().nanoTime();
    for (Lease lease : store.leases().all()) {
      leases.granted(lease.id(), lease.ttlSeconds(), nowNanos);
    }
    CheckpointFlow checkpoints =
        new CheckpointFlow(
            store,
            home,
            environment,
            inbox,
            node.snapshotCount(),
            LogRetention.MAX_KEPT_BYTES,
            CheckpointFlow.Replayed.of(start.restored()),
            onFailure);
    intake = new SnapshotIntake(home, environment, inbox, metrics.disk);
    apply =
        new ApplyAgent(
            new ApplyContext(
                store,
                cluster,
                auth,
                new Applier(store, cluster, auth),
                hub,
                leases,
                pending,
                new MembershipFlow(new MembershipApplier(cluster), inbox),
                new CompactionFlow(
                    store,
                    pending,
                    new CompactionPace(
                        node.upkeep().compactionBatch(), node.upkeep().compactionSleepNanos()),
                    new CompactionMeter(metrics.mvcc, environment.clock()),
                    new SavingFirst(home, environment, onFailure),
                    new SpaceReturn(store, environment, onFailure)),
                checkpoints,
                intake,
                inbox,
                new ApplyMeter(
                    metrics,
                    environment.clock(),
                    node.upkeep().slowApplyNanos(),
                    environment::execute),
                environment.clock(),
                this::revoke,
                onFailure),
            nowNanos);
    WalAgent walAgent = new WalAgent(start.wal(), metrics, onFailure);
    walAgent.wakes(nodeWaker::wake);
    LogWriter log = new LogWriter(walAgent);
    Publisher publisher =
        new Publisher(
            start.memberId(),
            config.name(),
            config.clientUrls(),
            config.clusterVersion(),
            cluster,
            () -> ready.complete(null));
    LocalHost host =
        new LocalHost(
            start.memberId(),
            start.clusterId(),
            cluster,
            inbox,
            intake,
            nodeWaker,
            config.clusterVersion(),
            this::leave);
    peers = network.join(host);
    RaftCore core = core(node, environment);
    Node nodeAgent =
        new Node(
            core,
            node,
            inbox,
            pending,
            log,
            apply,
            checkpoints,
            new Leadership(start.memberId(), apply, leases, store, node.electionNanos(), metrics),
            peers,
            publisher,
            new Departure(start.memberId(), node.tickNanos(), this::leave),
            new SnapshotFlow(core, home, environment, peers, inbox),
            intake,
            environment.random("reads").nextLong(),
            nowNanos,
            onFailure);
    log.wakes(walWaker);
    nodeAgent.wakes(applyWaker);
    replica =
        new LocalReplica(
            new LocalReplica.Parts(
                start.memberId(),
                start.clusterId(),
                node,
                config.membership(),
                environment,
                store,
                cluster,
                new Authority(
                    auth, tokens, config.auth().bcryptCost(), environment.secrets("salts")),
                inbox,
                pending,
                nodeAgent,
                apply,
                hub,
                leases,
                peers,
                metrics),
            nodeWaker,
            applyWaker);
    nodeAgent.serves(replica);
    host.serves(replica);
    // All wakers lead to the one thread first; those of agents that move out are led there by
    // MemberAgents, which must not be overtaken.
    handle =
        environment.start(
            new MemberAgents(
                environment, peers, nodeAgent, nodeWaker, walAgent, walWaker, apply, applyWaker));
    nodeWaker.startedFirst(handle);
    walWaker.startedFirst(handle);
    applyWaker.startedFirst(handle);
  }

  private RaftCore core(NodeConfig node, Environment environment) {
    RaftConfig raft =
        RaftConfig.builder(start.memberId())
            .electionTicks(node.electionTicks())
            .electionSpreadTicks(node.electionSpreadTicks())
            .heartbeatTicks(node.heartbeatTicks())
            .build();
    return new RaftCore(raft, environment.random("election"), start.restored());
  }

  /**
   * Completes when this member has told the cluster who it is: from then on clients may be served.
   */
  public CompletableFuture<Void> ready() {
    return ready;
  }

  /**
   * Completes with the cause if the member stops by itself, because its disk or its state cannot be
   * trusted any more.
   */
  public CompletableFuture<Throwable> failure() {
    return failure;
  }

  /**
   * Compares this member's data with those of the others that can be reached, at the revision that
   * this one has now.
   *
   * @return completes with the ids of those that have something else; exceptionally if this
   *     member's data cannot be read
   */
  public CompletableFuture<List<Long>> compareData() {
    long nowNanos = 0; // a guard of one comparison has no next one
    return new CorruptionGuard(0, peers, nowNanos).beforeServing(replica);
  }

  /** The other members that there is no connection to. */
  public List<MemberInfo> unreachable() {
    return replica.members().stream()
        .filter(other -> other.id() != start.memberId() && !peers.isConnected(other.id()))
        .toList();
  }

  /** The member as the services see it. */
  public Replica replica() {
    return replica;
  }

  /** What recovery had to cut off the log's end, for the operator; usually nothing. */
  public List<String> repairs() {
    return start.repairs();
  }

  /** The member's store. */
  public Store store() {
    return start.store();
  }

  /** Whether a copy of the leader's store is received or installed right now. */
  public boolean isInstalling() {
    return intake.isBusy();
  }

  /** What the storage engine says of itself, by its own names. */
  public Map<String, Long> engineFigures() {
    return start.store().engineFigures();
  }

  /** How many requests wait for their outcome. */
  public int pendingRequests() {
    return pending.size();
  }

  /** Figures about watchers, for metrics; may be a turn old. */
  public WatchStats watchStats() {
    return apply.watchStats();
  }

  /**
   * Lets somebody else lead, if this member does and another one is able to; to be called before
   * {@link #close} so that the cluster is not without a leader for an election timeout.
   *
   * @return completes when somebody else leads, or cannot be made to
   */
  public CompletableFuture<Void> handOver() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    replica.moveLeader(0, outcome -> done.complete(null));
    return done;
  }

  private void revoke(long leaseId, long leaderTerm) {
    byte[] body = LeaseRevokeRequest.newBuilder().setID(leaseId).build().toByteArray();
    replica.propose(CommandKind.LEASE_REVOKE, body, Caller.SERVER, leaderTerm, outcome -> {});
  }

  private void leave() {
    fail(new MemberRemovedException());
  }

  private void fail(Throwable cause) {
    replica.stop();
    failure.complete(cause);
    pending.failAll(EtcdError.STOPPED);
  }

  /** Stops the agents; what waits for an answer gets "server stopped". */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    replica.stop();
    start.store().stopMerging(); // which may take as long as the store is large
    handle.close();
    peers.close();
    pending.failAll(EtcdError.STOPPED);
  }
}
