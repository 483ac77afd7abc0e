package dev.balsa.server.node;

import dev.balsa.mvcc.Lease;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.agrona.collections.Long2ObjectHashMap;

/**
 * The leader's opinion of when leases run out.
 *
 * <p>Who holds which lease is replicated data without a clock; when it runs out is decided by the
 * leader alone and turned into a command. On any other member leases never run out. Belongs to the
 * apply thread; time is an argument.
 *
 * <p>A renewal only moves the entry's deadline. The queue keeps the older, earlier time; when that
 * comes the entry goes back into the queue with its real deadline. So a renewal costs one map
 * look-up, however often it happens.
 */
final class LeaseKeeper {

  /** What a lease has left, seen by its keeper. */
  private static final class Entry {
    final long id;
    long ttlSeconds;
    long deadlineNanos;
    boolean queued;

    /**
     * Whether the command that revokes the lease is under way, and when to try again if it does not
     * arrive.
     */
    boolean revoking;

    long retryNanos;
    final List<Waiting> waitingForRevoke = new ArrayList<>(0);

    Entry(long id, long ttlSeconds) {
      this.id = id;
      this.ttlSeconds = ttlSeconds;
    }
  }

  /** A renewal that came too late, and the revision it was received at. */
  private record Waiting(long revision, LeaseReply reply) {}

  private record Due(Entry entry, long atNanos) {}

  /**
   * How many leases one scan may hand out for revocation, so that a storm of expiries leaves room
   * for other work.
   */
  static final int MAX_EXPIRED_PER_SCAN = 500;

  /** How often expiry is looked at. */
  static final long SCAN_INTERVAL_NANOS = 500_000_000L;

  /**
   * More leases than this running out in one second after a change of leader are spread over the
   * seconds that follow.
   */
  static final int MAX_EXPIRIES_PER_SECOND = 750;

  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final long FOREVER = Long.MAX_VALUE;

  /** Proposes that a lease be revoked because it has run out. */
  @FunctionalInterface
  interface Revocation {
    void revoke(long leaseId, long leaderTerm);
  }

  private final long revokeRetryNanos;
  private long term;
  private final Long2ObjectHashMap<Entry> entries = new Long2ObjectHashMap<>();
  private final PriorityQueue<Due> queue =
      new PriorityQueue<>(
          Comparator.comparingLong(Due::atNanos).thenComparingLong(due -> due.entry().id));
  private boolean primary;
  private long nextScanNanos;

  /**
   * @param revokeRetryNanos after how long a revocation that has not been applied is proposed again
   */
  LeaseKeeper(long revokeRetryNanos) {
    this.revokeRetryNanos = revokeRetryNanos;
  }

  /**
   * This member leads now: every lease gets its full time, plus {@code graceNanos} for clients to
   * find the new leader.
   */
  void promote(Iterable<Lease> leases, long nowNanos, long graceNanos, long newTerm) {
    primary = true;
    term = newTerm;
    nextScanNanos = nowNanos + SCAN_INTERVAL_NANOS;
    queue.clear();
    for (Lease lease : leases) {
      Entry entry = entries.get(lease.id());
      if (entry == null) {
        entry = new Entry(lease.id(), lease.ttlSeconds());
        entries.put(lease.id(), entry);
      }
      long seconds =
          lease.remainingTtlSeconds() > 0 ? lease.remainingTtlSeconds() : lease.ttlSeconds();
      entry.revoking = false;
      entry.queued = false;
      entry.deadlineNanos = nowNanos + seconds * NANOS_PER_SECOND + graceNanos;
    }
    spread(nowNanos);
    entries.values().forEach(this::enqueue);
  }

  /**
   * This member does not lead any more: nothing runs out, and who waited for a revocation must ask
   * the new leader.
   */
  void demote() {
    primary = false;
    queue.clear();
    for (Entry entry : entries.values()) {
      entry.deadlineNanos = FOREVER;
      entry.queued = false;
      entry.revoking = false;
      answerWaiting(entry);
    }
  }

  /** The term that this keeper decides for; what it found in it holds in no other. */
  long term() {
    return term;
  }

  boolean isPrimary() {
    return primary;
  }

  /**
   * The store was replaced by one that is further along: leases have come and gone unseen. What
   * stays keeps its time.
   */
  void replaced(Iterable<Lease> leases, long nowNanos) {
    Long2ObjectHashMap<Entry> before = new Long2ObjectHashMap<>();
    entries.values().forEach(entry -> before.put(entry.id, entry));
    for (Lease lease : leases) {
      Entry known = before.remove(lease.id());
      if (known == null || known.ttlSeconds != lease.ttlSeconds()) {
        granted(lease.id(), lease.ttlSeconds(), nowNanos);
      }
    }
    before.values().forEach(entry -> revoked(entry.id));
  }

  /** A lease was granted. */
  void granted(long id, long ttlSeconds, long nowNanos) {
    Entry entry = new Entry(id, ttlSeconds);
    entry.deadlineNanos = primary ? nowNanos + ttlSeconds * NANOS_PER_SECOND : FOREVER;
    entries.put(id, entry);
    if (primary) {
      enqueue(entry);
    }
  }

  /** A lease was revoked, by whomever. */
  void revoked(long id) {
    Entry entry = entries.remove(id);
    if (entry != null) {
      entry.deadlineNanos = FOREVER;
      answerWaiting(entry);
    }
  }

  /**
   * Gives a lease its full time again.
   *
   * <p>One that has run out is as good as gone: the reply waits until its revocation has been
   * applied, and then says so.
   */
  void renew(long id, long revision, long nowNanos, LeaseReply reply) {
    Entry entry = entries.get(id);
    if (entry == null) {
      reply.lease(revision, 0, 0, List.of());
    } else if (entry.revoking || entry.deadlineNanos - nowNanos <= 0) {
      entry.waitingForRevoke.add(new Waiting(revision, reply));
    } else {
      entry.deadlineNanos = nowNanos + entry.ttlSeconds * NANOS_PER_SECOND;
      reply.lease(revision, entry.ttlSeconds, entry.ttlSeconds, List.of());
    }
  }

  /** Whole seconds that a lease has left; -1 if there is no such lease. */
  long remainingSeconds(long id, long nowNanos) {
    Entry entry = entries.get(id);
    if (entry == null) {
      return -1;
    }
    if (entry.deadlineNanos == FOREVER) {
      return entry.ttlSeconds;
    }
    return Math.max(0, Math.floorDiv(entry.deadlineNanos - nowNanos, NANOS_PER_SECOND));
  }

  /** All leases as they stand, to be put in order by any other thread. */
  LeaseListing listing() {
    long[] ids = new long[entries.size()];
    long[] deadlinesNanos = new long[ids.length];
    int count = 0;
    for (Entry entry : entries.values()) {
      ids[count] = entry.id;
      deadlinesNanos[count++] = entry.deadlineNanos;
    }
    return new LeaseListing(ids, deadlinesNanos);
  }

  /** When {@link #expired} wants to be asked next. */
  long deadlineNanos() {
    return primary && !queue.isEmpty() ? nextScanNanos : FOREVER;
  }

  /** The leases whose time is over and whose revocation must be proposed now; a bounded number. */
  List<Long> expired(long nowNanos) {
    if (!primary || nowNanos - nextScanNanos < 0) {
      return List.of();
    }
    nextScanNanos = nowNanos + SCAN_INTERVAL_NANOS;
    List<Long> expired = new ArrayList<>();
    while (expired.size() < MAX_EXPIRED_PER_SCAN && !queue.isEmpty()) {
      Due due = queue.peek();
      if (due.atNanos() - nowNanos > 0) {
        break;
      }
      queue.poll();
      Entry entry = due.entry();
      entry.queued = false;
      if (entries.get(entry.id) != entry) {
        continue; // revoked in the meantime
      }
      if (!entry.revoking && entry.deadlineNanos - nowNanos > 0) {
        enqueue(entry); // renewed in the meantime
        continue;
      }
      entry.revoking = true;
      entry.retryNanos = nowNanos + revokeRetryNanos;
      enqueue(entry);
      expired.add(entry.id);
    }
    return expired;
  }

  private void enqueue(Entry entry) {
    if (!entry.queued) {
      entry.queued = true;
      queue.add(new Due(entry, entry.revoking ? entry.retryNanos : entry.deadlineNanos));
    }
  }

  /** Keeps more than a bounded number of leases from running out in the same second. */
  private void spread(long nowNanos) {
    List<Entry> sorted = new ArrayList<>(entries.values());
    sorted.sort(
        Comparator.comparingLong((Entry entry) -> entry.deadlineNanos)
            .thenComparingLong(entry -> entry.id));
    long second = Long.MIN_VALUE;
    int inSecond = 0;
    for (Entry entry : sorted) {
      long wanted = Math.max(second, (entry.deadlineNanos - nowNanos) / NANOS_PER_SECOND);
      if (wanted > second) {
        second = wanted;
        inSecond = 0;
      } else if (inSecond >= MAX_EXPIRIES_PER_SECOND) {
        second++;
        inSecond = 0;
      }
      inSecond++;
      long floorNanos = nowNanos + second * NANOS_PER_SECOND;
      entry.deadlineNanos = Math.max(entry.deadlineNanos, floorNanos);
    }
  }

  private static void answerWaiting(Entry entry) {
    for (Waiting waiting : entry.waitingForRevoke) {
      waiting.reply().lease(waiting.revision(), 0, 0, List.of());
    }
    entry.waitingForRevoke.clear();
  }
}
