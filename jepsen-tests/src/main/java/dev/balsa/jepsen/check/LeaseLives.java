package dev.balsa.jepsen.check;

import dev.balsa.jepsen.history.History;
import dev.balsa.jepsen.history.Operation;
import dev.balsa.jepsen.history.Reply;
import dev.balsa.jepsen.history.Request;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What is known of the lives of leases, on the clock of the history.
 *
 * <p>A renewal (a grant, or a keep-alive that was answered) was executed after it was invoked, so
 * the lease lives at least a time to live from then, less what the member's clock may run faster.
 */
final class LeaseLives {

  private static final double NANOS_PER_SECOND = 1e9;

  /** One renewal: the lease lives until at least then. */
  private record Renewal(Operation operation, long ttlSeconds) {}

  private final Map<Long, List<Renewal>> renewals = new HashMap<>();
  private final Map<Long, Long> revokedFrom = new HashMap<>();
  private final Map<Long, Boolean> perhapsRenewed = new HashMap<>();
  private final double drift;

  LeaseLives(History history, CheckOptions options) {
    drift = options.clockDriftMax();
    for (Operation op : history.operations()) {
      if (op.request() instanceof Request.Revoke revoke && op.refusal() == null) {
        revokedFrom.merge(revoke.id(), op.invoked(), Math::min);
      } else if (op.reply() instanceof Reply.Grant grant) {
        renew(grant.id(), op, grant.ttlSeconds());
      } else if (op.request() instanceof Request.KeepAlive keepAlive) {
        if (op.reply() instanceof Reply.KeepAlive reply && reply.ttlSeconds() > 0) {
          renew(keepAlive.id(), op, reply.ttlSeconds());
        } else if (op.unknown()) {
          perhapsRenewed.put(keepAlive.id(), true);
        }
      }
    }
  }

  private void renew(long lease, Operation op, long ttlSeconds) {
    renewals.computeIfAbsent(lease, any -> new ArrayList<>()).add(new Renewal(op, ttlSeconds));
  }

  /** Leases whose grant was answered. */
  List<Long> known() {
    return renewals.keySet().stream().sorted().toList();
  }

  /** Whether somebody may have revoked it by this time. */
  boolean mayBeRevoked(long lease, long time) {
    return revokedFrom.getOrDefault(lease, Long.MAX_VALUE) <= time;
  }

  /**
   * The renewal that keeps it alive longest, of those invoked up to a time; null if none is known.
   */
  Operation lastRenewal(long lease, long upTo) {
    return lastRenewal(lease, upTo, Long.MAX_VALUE);
  }

  /** The same, of those answered before a revision: an id may be granted again behind it. */
  Operation lastRenewal(long lease, long upTo, long beforeRevision) {
    Renewal last = last(lease, upTo, beforeRevision);
    return last == null ? null : last.operation();
  }

  private Renewal last(long lease, long upTo, long beforeRevision) {
    return last(lease, op -> op.invoked() <= upTo && op.reply().revision() < beforeRevision);
  }

  private Renewal last(long lease, Predicate<Operation> counts) {
    Renewal last = null;
    for (Renewal renewal : renewals.getOrDefault(lease, List.of())) {
      if (counts.test(renewal.operation()) && (last == null || end(renewal) > end(last))) {
        last = renewal;
      }
    }
    return last;
  }

  /**
   * The renewal that keeps it alive longest, of those answered before a moment: whoever asks then
   * must know of it. Null if there is none.
   */
  Operation knownRenewal(long lease, long before) {
    Renewal last = last(lease, op -> op.returned() < before);
    return last == null ? null : last.operation();
  }

  /** Until when it certainly lives by what was answered before; Long.MIN_VALUE if unknown. */
  long knownToLiveUntil(long lease, long before) {
    Renewal last = last(lease, op -> op.returned() < before);
    return last == null ? Long.MIN_VALUE : end(last);
  }

  private long end(Renewal renewal) {
    double nanos = renewal.ttlSeconds() * NANOS_PER_SECOND / (1 + drift);
    return renewal.operation().invoked() + (long) nanos;
  }

  /**
   * Until when it certainly lives, given what was invoked up to a time; Long.MIN_VALUE if unknown.
   */
  long livesUntil(long lease, long upTo) {
    return livesUntil(lease, upTo, Long.MAX_VALUE);
  }

  /** The same, given only what was answered before a revision. */
  long livesUntil(long lease, long upTo, long beforeRevision) {
    Renewal last = last(lease, upTo, beforeRevision);
    return last == null ? Long.MIN_VALUE : end(last);
  }

  /** Whether it cannot have run out at a revision that was known at a moment: it was too early. */
  boolean isEarly(long lease, long revision, long seen) {
    return seen < livesUntil(lease, seen, revision) && !mayBeRevoked(lease, seen);
  }

  /**
   * By when it must have run out if the cluster is healthy and nobody prolonged it behind our back;
   * Long.MAX_VALUE if that is not known.
   */
  long overBy(long lease, long graceNanos) {
    if (perhapsRenewed.containsKey(lease) || graceNanos == Long.MAX_VALUE) {
      return Long.MAX_VALUE;
    }
    long over = Long.MIN_VALUE;
    for (Renewal renewal : renewals.getOrDefault(lease, List.of())) {
      double nanos = renewal.ttlSeconds() * NANOS_PER_SECOND * (1 + drift);
      over = Math.max(over, renewal.operation().returned() + (long) nanos + graceNanos);
    }
    return over == Long.MIN_VALUE ? Long.MAX_VALUE : over;
  }
}
