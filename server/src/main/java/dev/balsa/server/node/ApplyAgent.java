package dev.balsa.server.node;

import dev.balsa.raft.Entry;
import dev.balsa.raft.EntryType;
import dev.balsa.server.apply.AppliedEntry;
import dev.balsa.server.apply.CommandKind;
import dev.balsa.server.apply.Outcome;
import dev.balsa.server.env.Agent;
import dev.balsa.server.logging.Log;
import dev.balsa.watch.WatchStats;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jctools.queues.atomic.MpscUnboundedAtomicArrayQueue;
import org.jctools.queues.atomic.SpscAtomicArrayQueue;

/**
 * Carries out what is committed, in order, and tells everybody who cares: the client that waits,
 * the watchers, the reads that waited for it.
 *
 * <p>Owns the store's write side, the watch hub, the lease keeper. Only what is committed and on
 * this member's own disk arrives here.
 */
final class ApplyAgent implements Agent {

  /** Committed batches that may wait; the node agent holds further ones back. */
  static final int MAX_COMMITTED_BATCHES = 1_024;

  /** Watch and lease requests that may wait; one more is answered with an overload error. */
  static final int MAX_TASKS = 65_536;

  /**
   * Entries in one store batch. Large enough to share its cost, small enough that a reply need not
   * wait long for its neighbours.
   */
  static final int MAX_ENTRIES_PER_BATCH = 512;

  /** Bytes of commands in one store batch. */
  static final int MAX_BYTES_PER_BATCH = 4 << 20;

  /**
   * Linearizable reads that are let go in one turn. Those of connections only hand themselves over
   * here, to their connection or to the background; those from within the JVM read a handful of
   * keys each. What else bounds a turn is {@link WaitingReads#MAX_TURN_NANOS}.
   */
  static final int MAX_READS_PER_TURN = 512;

  private static final Log LOG = Log.of(ApplyAgent.class);
  private static final int MAX_TASKS_PER_TURN = 1_024;
  private static final int TASK_CHUNK = 1_024;
  private static final long TICK_NANOS = 100_000_000L;
  private static final long NANOS_PER_MILLI = 1_000_000L;

  private final ApplyContext context;
  private final SpscAtomicArrayQueue<Applicable> committed =
      new SpscAtomicArrayQueue<>(MAX_COMMITTED_BATCHES);
  private final MpscUnboundedAtomicArrayQueue<ApplyTask> tasks =
      new MpscUnboundedAtomicArrayQueue<>(TASK_CHUNK);
  private final WaitingReads reads;
  private final ArrayDeque<Entry> queue = new ArrayDeque<>();

  /** A copy of another member's store whose turn comes when the queue is empty; null if none. */
  private Applicable.Installation installation;

  private final CommitTimes commits = new CommitTimes();
  private final List<AppliedEntry> batch = new ArrayList<>(MAX_ENTRIES_PER_BATCH);
  private long batchBytes;

  /** When the entries of {@link #batch} were committed. */
  private final long[] committedNanos = new long[MAX_ENTRIES_PER_BATCH];

  /**
   * [INVARIANT] never above what is committed and persisted here; visible only after the store has
   * published the state.
   */
  private volatile long appliedIndex;

  private long appliedTerm;
  private long nextTickNanos;
  private volatile WatchStats watchStats;

  /**
   * The index that the open batch has reached; runs ahead of {@link #appliedIndex} until the batch
   * is published.
   */
  private long batchIndex;

  /** Goes on where the store stands: the entry behind its applied index must come first. */
  ApplyAgent(ApplyContext context, long nowNanos) {
    this.context = context;
    this.reads = new WaitingReads(context.clock()::nanoTime);
    this.nextTickNanos = nowNanos;
    this.watchStats = context.watchers().stats();
    this.batchIndex = context.store().appliedIndex();
    this.appliedIndex = batchIndex;
    this.appliedTerm = context.store().appliedTerm();
  }

  /** Entries that are committed just now. Any thread. */
  Applicable stamped(List<Entry> entries) {
    return new Applicable.Entries(entries, context.clock().nanoTime());
  }

  /** Hands over what is next in the log. Node agent only. False if there is no room: try later. */
  boolean offer(Applicable next) {
    return committed.offer(next);
  }

  /**
   * Asks for something to happen on this agent's thread. Any thread. False if too much waits
   * already.
   */
  boolean offer(ApplyTask task) {
    return tasks.size() < MAX_TASKS && tasks.offer(task);
  }

  /**
   * Tells this agent what it must not miss: an end of something, a change of role. Any thread.
   * There are never more of these than streams and rounds, which have bounds of their own.
   */
  void tell(ApplyTask task) {
    tasks.offer(task);
  }

  /** The highest index whose effects are visible. Any thread. */
  long appliedIndex() {
    return appliedIndex;
  }

  @Override
  public String name() {
    return "balsa-apply";
  }

  @Override
  public int doWork(long nowNanos) throws Exception {
    int work = applyCommitted(nowNanos);
    work += drainTasks(nowNanos);
    work += reads.release(appliedIndex, MAX_READS_PER_TURN, () -> context.store().view());
    work += context.watchers().doWork();
    work += expireLeases(nowNanos);
    keepTime(nowNanos);
    return work + context.compactions().step(nowNanos, work == 0);
  }

  private int applyCommitted(long nowNanos) throws Exception {
    takeCommitted();
    if (queue.isEmpty()) {
      return installation == null ? 0 : install(nowNanos);
    }
    int count = 0;
    long bytes = 0;
    context.store().beginBatch();
    while (count < MAX_ENTRIES_PER_BATCH && bytes < MAX_BYTES_PER_BATCH && !queue.isEmpty()) {
      Entry entry = queue.poll();
      requireNext(entry);
      applyOne(entry);
      bytes += entry.sizeBytes();
      count++;
      appliedTerm = entry.term();
      if (entry.type() != EntryType.NORMAL) {
        break; // a change of members ends the batch, so that what follows it is judged by the new
        // members
      }
    }
    finishBatch(nowNanos);
    return count;
  }

  private void takeCommitted() {
    while (installation == null && queue.size() < MAX_ENTRIES_PER_BATCH) {
      Applicable next = committed.poll();
      if (next == null) {
        return;
      }
      if (next instanceof Applicable.Entries some) {
        queue.addAll(some.entries());
        commits.add(some.entries().get(some.entries().size() - 1).index(), some.committedNanos());
      } else {
        installation = (Applicable.Installation) next;
      }
    }
  }

  /**
   * Puts a copy of another member's store in the place of this one's, and brings everything that
   * was derived from it to the same point.
   */
  private int install(long nowNanos) {
    Applicable.Installation next = installation;
    installation = null;
    long index = next.mark().index();
    context.store().install(next.store());
    context.cluster().reload();
    context.auth().reload();
    context.leases().replaced(context.store().leases().all(), nowNanos);
    context.watchers().restored();
    batchIndex = index;
    appliedTerm = next.mark().term();
    appliedIndex = index;
    context.checkpoints().installed(index);
    context.snapshots().installed();
    context.inbox().tell(new NodeEvent.SnapshotInstalled());
    LOG.info(
        "the store stands on a copy of the leader's now",
        "index",
        index,
        "revision",
        context.store().view().revision());
    reads.release(appliedIndex, MAX_READS_PER_TURN, () -> context.store().view());
    return 1;
  }

  private void requireNext(Entry entry) {
    if (entry.index() != batchIndex + 1) {
      throw new IllegalStateException(
          "committed entry " + entry.index() + " arrived where " + (batchIndex + 1) + " was due");
    }
    batchIndex = entry.index();
  }

  private void applyOne(Entry entry) throws Exception {
    batchBytes += entry.sizeBytes();
    if (entry.type() != EntryType.NORMAL) {
      context.membership().apply(entry);
    } else if (entry.sizeBytes() > 0) {
      committedNanos[batch.size()] = commits.of(entry.index());
      batch.add(context.meter().apply(context.applier(), entry));
    }
  }

  private void finishBatch(long nowNanos) {
    long startNanos = context.clock().nanoTime();
    context.store().commitBatch(batchIndex, appliedTerm);
    context.meter().committed(context.clock().nanoTime() - startNanos);
    appliedIndex = batchIndex;
    for (int i = 0; i < batch.size(); i++) {
      announce(batch.get(i), committedNanos[i], nowNanos);
    }
    batch.clear();
    context.checkpoints().applied(appliedIndex, appliedTerm, batchBytes);
    batchBytes = 0;
  }

  private void announce(AppliedEntry applied, long committedAtNanos, long nowNanos) {
    context.meter().applied(applied);
    if (applied.kind() == CommandKind.LEASE_GRANT && applied.leaseId() != 0) {
      Outcome.LeaseGranted granted = (Outcome.LeaseGranted) applied.outcome();
      context.leases().granted(granted.id(), granted.ttlSeconds(), nowNanos);
    } else if (applied.kind() == CommandKind.LEASE_REVOKE && applied.leaseId() != 0) {
      context.leases().revoked(applied.leaseId());
    }
    if (!context.compactions().holdsBack(applied)) {
      context.pending().applied(applied.requestId(), applied.outcome(), committedAtNanos);
    }
    if (!applied.events().isEmpty()) {
      context.watchers().publish(applied.events(), applied.eventRevision());
    }
  }

  private int drainTasks(long nowNanos) {
    int count = 0;
    for (ApplyTask task; count < MAX_TASKS_PER_TURN && (task = tasks.poll()) != null; count++) {
      task.run(nowNanos);
    }
    return count;
  }

  /**
   * Lets reads run once this member's state is new enough for them. Any thread may ask, through a
   * task.
   */
  void await(ReadWait wait) {
    reads.add(wait);
  }

  private int expireLeases(long nowNanos) {
    List<Long> expired = context.leases().expired(nowNanos);
    for (long id : expired) {
      context.revoke().revoke(id, context.leases().term());
    }
    if (!expired.isEmpty()) {
      context.meter().expired(expired.size());
    }
    return expired.size();
  }

  /** Progress of idle watchers, and figures for whoever wants to know. */
  private void keepTime(long nowNanos) {
    if (nowNanos - nextTickNanos >= 0) {
      nextTickNanos = nowNanos + TICK_NANOS;
      context.watchers().tick(nowNanos / NANOS_PER_MILLI);
      watchStats = context.watchers().stats();
    }
  }

  /** Figures about watchers, a tick old at most. Any thread. */
  WatchStats watchStats() {
    return watchStats;
  }

  @Override
  public long deadlineNanos() {
    return Math.min(
        context.compactions().deadlineNanos(),
        Math.min(context.leases().deadlineNanos(), nextTickNanos));
  }

  @Override
  public void onFailure(Throwable cause) {
    context.onFailure().accept(cause);
  }

  @Override
  public void onClose() {
    reads.close();
    // Among the tasks are reads whose index was confirmed just now: they are told so, too.
    for (ApplyTask task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run(0); // what waits for an answer gets one; watchers that are added now end with their
      // streams
    }
    context.compactions().close();
  }
}
