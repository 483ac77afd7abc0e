package dev.balsa.jepsen.check;

import dev.balsa.jepsen.history.History;
import dev.balsa.jepsen.history.KeyVersion;
import dev.balsa.jepsen.history.Octets;
import dev.balsa.jepsen.history.Operation;
import dev.balsa.jepsen.history.Refusals;
import dev.balsa.jepsen.history.Reply;
import dev.balsa.jepsen.history.Request;
import dev.balsa.jepsen.history.StateReading;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A lease never ends before its time by the client's clock, unless somebody revoked it; with it all
 * its keys go, in one revision; and in the end it goes.
 */
final class Leases {

  private static final String EARLY = "a lease never ends before its time";
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final History history;
  private final Timeline timeline;
  private final CheckOptions options;
  private final LeaseLives lives;
  private final List<Finding> findings = new ArrayList<>();

  private final FirstSeen firstSeen;

  private Leases(History history, Timeline timeline, CheckOptions options) {
    this.history = history;
    this.timeline = timeline;
    this.options = options;
    this.lives = new LeaseLives(history, options);
    this.firstSeen = new FirstSeen(history);
  }

  static List<Finding> check(History history, Timeline timeline, CheckOptions options) {
    Leases leases = new Leases(history, timeline, options);
    leases.expiries();
    leases.answers();
    history.finals().forEach(leases::atRest);
    return leases.findings;
  }

  private void add(String promise, String explanation, Object... evidence) {
    if (findings.size() < options.maxFindings()) {
      findings.add(Finding.of(Checker.LEASE, promise, explanation, evidence));
    }
  }

  /** Keys that vanished with their lease. */
  private void expiries() {
    for (Timeline.Expiry expiry : timeline.expiries()) {
      long seen = firstSeen.of(expiry.revision());
      if (lives.isEarly(expiry.lease(), expiry.revision(), seen)
          && !mayBeDeletedByOthers(expiry, seen)) {
        early(
            expiry.lease(),
            lives.livesUntil(expiry.lease(), seen, expiry.revision()),
            "by " + seen + " its keys " + expiry.keys() + " went at revision " + expiry.revision(),
            lives.lastRenewal(expiry.lease(), seen, expiry.revision()));
      }
    }
  }

  private void early(long lease, long until, String what, Object... evidence) {
    String name = "lease " + Long.toHexString(lease);
    add(EARLY, name + " was to live until " + until + " at least; " + what, evidence);
  }

  /** Whether an operation of unknown outcome may be what deleted them. */
  private boolean mayBeDeletedByOthers(Timeline.Expiry expiry, long seen) {
    return history.operations().stream()
        .anyMatch(
            op ->
                op.unknown()
                    && op.invoked() <= seen
                    && expiry.keys().stream().anyMatch(key -> mayDelete(op.request(), key)));
  }

  private static boolean mayDelete(Request request, String key) {
    if (request instanceof Request.Txn txn) {
      return txn.success().stream().anyMatch(inner -> mayDelete(inner, key))
          || txn.failure().stream().anyMatch(inner -> mayDelete(inner, key));
    }
    return request instanceof Request.Delete delete
        && Octets.covers(delete.key(), delete.end(), key);
  }

  /** Answers that say a lease is gone, or goes soon. */
  private void answers() {
    for (Operation op : history.operations()) {
      if (op.request() instanceof Request.KeepAlive keepAlive
          && op.reply() instanceof Reply.KeepAlive reply
          && reply.ttlSeconds() <= 0) {
        gone(keepAlive.id(), op);
      } else if (op.request() instanceof Request.TimeToLive asked
          && op.reply() instanceof Reply.TimeToLive reply) {
        remaining(asked.id(), reply.ttlSeconds(), op);
      } else if (op.request() instanceof Request.Put put
          && Refusals.LEASE_NOT_FOUND.equals(op.refusal())) {
        gone(put.lease(), op);
      } else if (op.request() instanceof Request.Grant asked
          && op.reply() instanceof Reply.Grant reply
          && reply.ttlSeconds() < asked.ttlSeconds()) {
        add("a lease is granted for at least the time asked for", "less was granted", op);
      }
    }
  }

  /** Only renewals that had returned before count: others may have come later. */
  private void gone(long lease, Operation witness) {
    early(lease, witness, 0, "that it is gone");
  }

  private void remaining(long lease, long ttlSeconds, Operation witness) {
    if (ttlSeconds < 0) {
      gone(lease, witness);
    } else {
      early(lease, witness, ttlSeconds + 1, "that it has " + ttlSeconds + " s to live");
    }
  }

  /** Somebody answers as if the lease ran out within so many seconds. */
  private void early(long lease, Operation witness, long withinSeconds, String what) {
    Operation renewal = lives.knownRenewal(lease, witness.invoked());
    long until = lives.knownToLiveUntil(lease, witness.invoked());
    if (renewal != null
        && witness.returned() + withinSeconds * NANOS_PER_SECOND < until
        && !lives.mayBeRevoked(lease, witness.returned())) {
      String says = "at " + witness.returned() + " a member says " + what;
      early(lease, until, says, renewal, witness);
    }
  }

  private void atRest(StateReading reading) {
    if (reading.leases() != null) {
      for (KeyVersion kv : reading.kvs()) {
        if (kv.lease() != 0 && !reading.leases().contains(kv.lease())) {
          add(
              "the keys of a lease go with it",
              reading.member() + " has no such lease, but still " + Lines.version(kv));
        }
      }
    }
    for (Map.Entry<Long, String> left : leftOf(reading).entrySet()) {
      long over = lives.overBy(left.getKey(), options.leaseGoneAfterNanos());
      if (reading.time() > over) {
        add(
            "a lease goes in the end",
            "by "
                + over
                + " lease "
                + Long.toHexString(left.getKey())
                + " was to be gone; at "
                + reading.time()
                + " "
                + reading.member()
                + " still has "
                + left.getValue(),
            lives.lastRenewal(left.getKey(), Long.MAX_VALUE));
      }
    }
  }

  private static Map<Long, String> leftOf(StateReading reading) {
    Map<Long, String> left = new TreeMap<>();
    if (reading.leases() != null) {
      reading.leases().forEach(lease -> left.put(lease, "it"));
    }
    for (KeyVersion kv : reading.kvs()) {
      if (kv.lease() != 0) {
        left.put(kv.lease(), "its key " + Octets.quote(kv.key()));
      }
    }
    return left;
  }
}
