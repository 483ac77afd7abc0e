package dev.balsa.server.api;

import dev.balsa.mvcc.Lease;
import dev.balsa.mvcc.Store;
import dev.balsa.mvcc.StoreConfig;
import dev.balsa.mvcc.View;
import dev.balsa.mvcc.backend.MemoryBackend;
import dev.balsa.mvcc.backend.Pinned;
import dev.balsa.mvcc.backend.Space;
import dev.balsa.server.apply.Alarm;
import dev.balsa.server.apply.AppliedEntry;
import dev.balsa.server.apply.Applier;
import dev.balsa.server.apply.ClusterState;
import dev.balsa.server.apply.CommandCodec;
import dev.balsa.server.apply.CommandKind;
import dev.balsa.server.apply.Downgrade;
import dev.balsa.server.apply.MemberInfo;
import dev.balsa.server.apply.Outcome;
import dev.balsa.server.auth.AuthConfig;
import dev.balsa.server.auth.AuthState;
import dev.balsa.server.auth.Authority;
import dev.balsa.server.auth.Caller;
import dev.balsa.server.auth.Tokens;
import dev.balsa.server.env.SystemEnvironment;
import dev.balsa.server.errors.EtcdError;
import dev.balsa.server.node.LeaseListReply;
import dev.balsa.server.node.LeaseReply;
import dev.balsa.server.node.MemberChange;
import dev.balsa.server.node.ReadReply;
import dev.balsa.server.node.Replica;
import dev.balsa.server.node.ReplicaStatus;
import dev.balsa.server.node.Reply;
import dev.balsa.server.node.WatchSession;
import dev.balsa.watch.WatchConfig;
import dev.balsa.watch.WatchHub;
import dev.balsa.watch.WatchRequest;
import dev.balsa.watch.WatchSink;
import dev.balsa.watch.WatchStream;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * A replica without a log: commands are applied in the order they come, by one thread, to a store
 * in memory. What tests want to see (no leader, alarms, a full queue) is a field.
 */
public class DirectReplica implements Replica, AutoCloseable {

  public static final long MEMBER_ID = 0xabcdef0123456789L;
  public static final long CLUSTER_ID = 0xfedcba9876543210L;
  public static final long TERM = 7;

  private static final long MAX_ENTRY_BYTES = 1_572_864;

  private final Store store = Store.open(new MemoryBackend(), StoreConfig.DEFAULT);
  private final ClusterState cluster = ClusterState.load(store);
  private final Tokens tokens =
      AuthConfig.DEFAULT.tokens().create(new SystemEnvironment("test").clock(), new Random(1));
  private final AuthState auth = AuthState.load(store, tokens);
  private final Authority authority = new Authority(auth, tokens, 4, new Random(2));
  private final Applier applier = new Applier(store, cluster, auth);
  private final WatchHub hub;
  private final ExecutorService apply = Executors.newSingleThreadExecutor();
  private final ExecutorService background = Executors.newFixedThreadPool(2);
  private final AtomicLong requestIds = new AtomicLong(1000);
  private final AtomicLong applied = new AtomicLong();

  /** Moments of the store that somebody holds on to. */
  public final AtomicInteger openPins = new AtomicInteger();

  public volatile long leaderId = MEMBER_ID;
  public volatile boolean learner;
  public volatile boolean hasRoom = true;
  public volatile boolean full;
  public volatile String clusterVersion = "3.7.0";
  public volatile List<Alarm> extraAlarms = List.of();
  public volatile EtcdError readFailure;
  public volatile EtcdError leaseFailure;
  public volatile EtcdError writeFailure;
  public volatile RuntimeException defragmentFailure;

  public DirectReplica() {
    this(WatchConfig.DEFAULT);
  }

  public DirectReplica(WatchConfig watchConfig) {
    hub = new WatchHub(store::view, watchConfig);
  }

  @Override
  public long memberId() {
    return MEMBER_ID;
  }

  @Override
  public long clusterId() {
    return CLUSTER_ID;
  }

  @Override
  public long nextRequestId() {
    return Long.MIN_VALUE | requestIds.incrementAndGet();
  }

  @Override
  public long minLeaseTtlSeconds() {
    return 2;
  }

  @Override
  public ReplicaStatus status() {
    long index = applied.get();
    return new ReplicaStatus(TERM, leaderId, index, index, leaderId == MEMBER_ID, learner);
  }

  @Override
  public View view() {
    return store.view();
  }

  @Override
  public boolean admits(long costBytes) {
    return hasRoom;
  }

  @Override
  public void propose(CommandKind kind, byte[] body, Caller caller, Reply reply) {
    byte[] data = CommandCodec.encode(nextRequestId(), kind, body, caller);
    EtcdError refused = data.length > MAX_ENTRY_BYTES ? EtcdError.REQUEST_TOO_LARGE : writeFailure;
    if (refused != null) {
      reply.done(new Outcome.Failed(refused));
      return;
    }
    onApply(
        () -> {
          store.beginBatch();
          AppliedEntry entry = applier.apply(applied.get() + 1, data);
          store.commitBatch(applied.incrementAndGet(), TERM);
          while (entry.outcome() instanceof Outcome.Compacted && store.compactStep(1000) > 0) {
            // until everything is gone
          }
          reply.done(entry.outcome());
          if (!entry.events().isEmpty()) {
            hub.publish(entry.events(), entry.eventRevision());
          }
        });
  }

  @Override
  public Authority authority() {
    return authority;
  }

  @Override
  public void keysOfLeases(long leaseId, Consumer<List<byte[]>> keys, Consumer<EtcdError> failed) {
    onApply(
        () ->
            keys.accept(
                store.leases().all().stream()
                    .filter(lease -> leaseId == 0 || lease.id() == leaseId)
                    .flatMap(lease -> store.leases().keysOf(lease.id()).stream())
                    .toList()));
  }

  @Override
  public void changeMembers(MemberChange change, Reply reply) {
    reply.done(new Outcome.Failed(EtcdError.UNHEALTHY));
  }

  @Override
  public void linearize(ReadReply reply) {
    EtcdError failure = readFailure;
    if (failure == null) {
      reply.ready(store.view());
    } else {
      reply.failed(failure);
    }
  }

  @Override
  public WatchSession openWatch(WatchSink sink, Runnable overloaded) {
    return new Session(sink);
  }

  @Override
  public void keepAlive(long leaseId, LeaseReply reply) {
    leaseReply(leaseId, false, 0, reply);
  }

  @Override
  public void timeToLive(long leaseId, boolean withKeys, LeaseReply reply) {
    leaseReply(leaseId, withKeys, -1, reply);
  }

  private void leaseReply(long leaseId, boolean withKeys, long ttlIfMissing, LeaseReply reply) {
    onApply(
        () -> {
          Lease lease = store.leases().get(leaseId);
          if (leaseFailure != null) {
            reply.failed(leaseFailure);
          } else if (lease == null) {
            reply.lease(store.revision(), ttlIfMissing, 0, List.of());
          } else {
            List<byte[]> keys = withKeys ? store.leases().keysOf(leaseId) : List.of();
            reply.lease(store.revision(), lease.ttlSeconds(), lease.ttlSeconds(), keys);
          }
        });
  }

  @Override
  public void leases(LeaseListReply reply) {
    onApply(
        () ->
            reply.leases(store.revision(), store.leases().all().stream().map(Lease::id).toList()));
  }

  @Override
  public List<MemberInfo> members() {
    return List.of(
        new MemberInfo(
            MEMBER_ID,
            "default",
            List.of("http://localhost:2380"),
            List.of("http://localhost:2379"),
            learner),
        new MemberInfo(0xb, "learner", List.of("http://localhost:2381"), List.of(), true));
  }

  @Override
  public List<Alarm> alarms() {
    return extraAlarms.isEmpty() ? cluster.snapshot().alarms() : extraAlarms;
  }

  @Override
  public Downgrade downgrade() {
    return cluster.snapshot().downgrade();
  }

  @Override
  public String clusterVersion() {
    return clusterVersion;
  }

  @Override
  public long storeSizeBytes() {
    return store.sizeBytes();
  }

  @Override
  public long storeSizeInUseBytes() {
    return store.sizeInUseBytes();
  }

  @Override
  public Pinned pin() {
    openPins.incrementAndGet();
    return new CountedPin(store.pin());
  }

  /** Takes itself off the count when it is closed. */
  private final class CountedPin implements Pinned {
    private final Pinned pinned;
    private boolean closed;

    CountedPin(Pinned pinned) {
      this.pinned = pinned;
    }

    @Override
    public byte[] get(Space space, byte[] key) {
      return pinned.get(space, key);
    }

    @Override
    public Cursor cursor(Space space) {
      return pinned.cursor(space);
    }

    @Override
    public void close() {
      pinned.close();
      if (!closed) {
        closed = true;
        openPins.decrementAndGet();
      }
    }
  }

  @Override
  public void defragment(Consumer<Throwable> whenDone) {
    background.execute(() -> whenDone.accept(defragmentFailure));
  }

  @Override
  public void moveLeader(long target, Consumer<EtcdError> whenDone) {
    whenDone.accept(EtcdError.TIMEOUT_LEADER_TRANSFER);
  }

  @Override
  public boolean execute(Runnable task) {
    if (full) {
      return false;
    }
    background.execute(task);
    return true;
  }

  /** Lets watch streams make progress as time goes by. */
  public void tick(long nowMillis) {
    onApply(() -> hub.tick(nowMillis));
  }

  @Override
  public void close() {
    background.shutdownNow();
    apply.execute(store::close);
    apply.shutdown();
  }

  /** Runs on the apply thread, then does what the hub has left to do. */
  private void onApply(Runnable task) {
    try {
      apply.execute(
          () -> {
            task.run();
            while (hub.doWork() > 0) {
              // until nothing is left
            }
          });
    } catch (RejectedExecutionException e) {
      // the replica was closed; streams that end afterwards have nothing to clean up
    }
  }

  private final class Session implements WatchSession {
    private WatchStream stream;

    Session(WatchSink sink) {
      onApply(() -> stream = hub.open(sink));
    }

    @Override
    public boolean create(WatchRequest request) {
      if (full) {
        return false;
      }
      onApply(() -> stream.create(request));
      return true;
    }

    @Override
    public boolean cancel(long watchId) {
      onApply(() -> stream.cancel(watchId));
      return true;
    }

    @Override
    public boolean requestProgress() {
      onApply(() -> stream.requestProgress());
      return true;
    }

    @Override
    public void drained() {
      onApply(() -> stream.onReady());
    }

    @Override
    public void close() {
      onApply(() -> stream.close());
    }
  }
}
