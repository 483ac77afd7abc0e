package dev.balsa.server.node;

import dev.balsa.mvcc.Event;
import dev.balsa.mvcc.OpResult;
import dev.balsa.raft.Entry;
import dev.balsa.server.apply.AppliedEntry;
import dev.balsa.server.apply.Applier;
import dev.balsa.server.apply.CommandKind;
import dev.balsa.server.apply.OpCount;
import dev.balsa.server.apply.Outcome;
import dev.balsa.server.apply.RequestText;
import dev.balsa.server.env.Clock;
import dev.balsa.server.errors.EtcdError;
import dev.balsa.server.logging.Log;
import dev.balsa.server.logging.Sampling;
import dev.balsa.server.metrics.ApplyMetrics;
import dev.balsa.server.metrics.Metrics;
import java.time.Duration;
import java.util.EnumMap;
import java.util.function.Predicate;

/** Counts and times what the apply agent does, and tells what took too long. */
final class ApplyMeter {

  private static final Log LOG = Log.of(ApplyMeter.class);
  private static final double NANOS_PER_SECOND = 1e9;

  private final Metrics metrics;
  private final Clock clock;
  private final long slowNanos;
  private final Predicate<Runnable> background;
  private final Sampling sampling = new Sampling();
  private final EnumMap<CommandKind, ApplyMetrics> byKind = new EnumMap<>(CommandKind.class);

  /**
   * @param slowNanos what takes longer is logged; 0 or less for never
   * @param background runs a task on another thread, because to spell a request out takes long;
   *     false if too many wait there already
   */
  ApplyMeter(Metrics metrics, Clock clock, long slowNanos, Predicate<Runnable> background) {
    this.metrics = metrics;
    this.clock = clock;
    this.slowNanos = slowNanos;
    this.background = background;
    for (CommandKind kind : CommandKind.values()) {
      byKind.put(kind, metrics.server.apply(kind.etcdName()));
    }
  }

  /** Applies an entry's data and measures it. */
  AppliedEntry apply(Applier applier, Entry logged) {
    long began = clock.nanoTime();
    AppliedEntry entry = applier.apply(logged.index(), logged.data());
    long nanos = clock.nanoTime() - began;
    if (entry.kind() != null) {
      byKind.get(entry.kind()).took(isSuccess(entry.outcome()), nanos);
    }
    if (slowNanos > 0 && nanos > slowNanos) {
      metrics.server.slowApply.inc();
      if (sampling.admits(began + nanos)
          && !background.test(
              () -> tellSlow(RequestText.ofEntry(logged.data()), entry.outcome(), nanos))) {
        tellSlow("", entry.outcome(), nanos);
      }
    }
    return entry;
  }

  /** A compaction that others have overtaken is no failure; etcd's rule. */
  private static boolean isSuccess(Outcome outcome) {
    return !(outcome instanceof Outcome.Failed failed) || failed.error() == EtcdError.COMPACTED;
  }

  private void tellSlow(String request, Outcome outcome, long nanos) {
    LOG.warn(
        "apply request took too long",
        "took",
        Duration.ofNanos(nanos),
        "expected-duration",
        Duration.ofNanos(slowNanos),
        "prefix",
        "",
        "request",
        request,
        "response",
        outcome instanceof Outcome.Failed failed ? failed.error().text() : "ok");
  }

  /** An entry has taken effect. */
  void applied(AppliedEntry entry) {
    if (entry.outcome() instanceof Outcome.Failed) {
      metrics.server.proposalsFailed.inc();
      return;
    }
    if (!entry.events().isEmpty()) {
      happened(entry);
    }
    if (entry.kind() == null) {
      return;
    }
    switch (entry.kind()) {
      case PUT -> metrics.mvcc.puts.inc();
      case DELETE_RANGE -> metrics.mvcc.deletes.inc();
      case TXN -> count(((Outcome.Executed) entry.outcome()).result());
      case LEASE_GRANT -> granted((Outcome.LeaseGranted) entry.outcome());
      case LEASE_REVOKE -> metrics.lease.revoked.inc();
      default -> {
        // has no series of its own
      }
    }
  }

  private void happened(AppliedEntry entry) {
    long putBytes = 0;
    for (Event event : entry.events()) {
      if (event.type() == Event.Type.PUT) {
        putBytes += event.kv().keyLength() + (long) event.kv().valueLength();
      }
    }
    metrics.mvcc.totalPutSizeBytes.inc((double) putBytes);
    metrics.mvcc.events.inc(entry.events().size());
  }

  private void count(OpResult result) {
    OpCount ops = OpCount.of(result);
    metrics.mvcc.transaction(ops.ranges(), ops.puts(), ops.deletes());
  }

  private void granted(Outcome.LeaseGranted lease) {
    metrics.lease.granted.inc();
    metrics.lease.ttlSeconds.observe((double) lease.ttlSeconds());
  }

  /** Leases whose time is over and whose revocation is proposed. */
  void expired(int leases) {
    metrics.lease.expired.inc(leases);
  }

  /** One batch was written and published. */
  void committed(long nanos) {
    metrics.disk.backendCommitSeconds.observe(nanos / NANOS_PER_SECOND);
    metrics.disk.commitWriteSeconds.observe(nanos / NANOS_PER_SECOND);
  }
}
