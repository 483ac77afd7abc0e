package dev.balsa.server.node;

import dev.balsa.server.apply.AppliedEntry;
import dev.balsa.server.apply.Outcome;
import dev.balsa.server.metrics.Metrics;

/** Counts what the apply agent did. */
final class ApplyMeter {

  private final Metrics metrics;

  ApplyMeter(Metrics metrics) {
    this.metrics = metrics;
  }

  void applied(AppliedEntry entry) {
    if (entry.outcome() instanceof Outcome.Failed) {
      metrics.server.proposalsFailed.inc();
      return;
    }
    if (!entry.events().isEmpty()) {
      metrics.mvcc.events.inc(entry.events().size());
    }
    if (entry.kind() == null) {
      return;
    }
    switch (entry.kind()) {
      case PUT -> metrics.mvcc.puts.inc();
      case DELETE_RANGE -> metrics.mvcc.deletes.inc();
      case TXN -> metrics.mvcc.txns.inc();
      case LEASE_GRANT -> granted((Outcome.LeaseGranted) entry.outcome());
      case LEASE_REVOKE -> metrics.lease.revoked.inc();
      default -> {
        // has no series of its own
      }
    }
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
    metrics.disk.backendCommitSeconds.observe(nanos / 1e9);
  }
}
