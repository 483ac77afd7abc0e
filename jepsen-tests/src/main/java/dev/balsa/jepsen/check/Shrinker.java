package dev.balsa.jepsen.check;

import dev.balsa.jepsen.history.KeyVersion;
import dev.balsa.jepsen.history.Octets;
import dev.balsa.jepsen.history.Operation;
import dev.balsa.jepsen.history.Request;
import dev.balsa.jepsen.history.StateReading;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * From a history that no order explains to the smallest part that none explains.
 *
 * <p>Three cuts, each of which keeps the violation. Behind: what was asked after the violation was
 * complete goes; a beginning of an explainable history is explainable, so the shortest failing
 * beginning is found by halving. Before: the longest explanation becomes an initial state. Between:
 * reads go, one by one, as long as what is left fails; a write may not go, because the revision it
 * made would have no maker.
 */
final class Shrinker {

  /** Operations of unknown outcome that a part shows. */
  private static final int MAX_OPEN = 20;

  private final Predicate<Problem> fails;

  Shrinker(Predicate<Problem> fails) {
    this.fails = fails;
  }

  /** The shortest beginning that fails. */
  Problem earliest(Problem whole) {
    long[] ends = whole.settled().stream().mapToLong(Operation::returned).sorted().toArray();
    int low = 0;
    int high = ends.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (fails.test(whole.upTo(ends[middle]))) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return ends.length == 0 ? whole : whole.upTo(ends[high]);
  }

  /** What is left when the longest explanation is taken for granted. */
  Problem part(Problem early, DeadEnd end) {
    Problem cut = withoutOrder(early, end).withoutUnknowablePast();
    if (!fails.test(cut)) {
      return early;
    }
    for (Operation op : List.copyOf(cut.settled())) {
      Problem less = without(cut, op);
      boolean write = op.reply() != null && Replies.madeRevision(op.reply());
      if (!write && !less.settled().isEmpty() && fails.test(less)) {
        cut = less;
      }
    }
    return mentioned(cut);
  }

  private static Problem without(Problem problem, Operation op) {
    List<Operation> settled = new ArrayList<>(problem.settled());
    settled.remove(op);
    return new Problem(problem.initial(), settled, problem.open());
  }

  private static Problem withoutOrder(Problem early, DeadEnd end) {
    Position position = new Position(early);
    List<Operation> settled = new ArrayList<>(early.settled());
    List<Operation> open = new ArrayList<>(early.open());
    Set<Operation> done = new HashSet<>();
    Model model = position.model();
    Execution execution = new Execution(model);
    for (Step step : end.order()) {
      if (step.kind() == Step.Kind.EXPIRY) {
        execution.expire(step.lease());
      } else {
        execution.execute(step.entry().request(), step.hint());
        done.add(step.entry().operation);
      }
    }
    settled.removeIf(done::contains);
    open.removeIf(done::contains);
    StateReading state =
        new StateReading(
            "order",
            0,
            model.revision(),
            model.compactRevision(),
            0,
            model.range("", "\0", model.revision()),
            List.copyOf(model.leases()));
    return new Problem(state, settled, open);
  }

  /** Only what the operations that are left speak of. */
  private static Problem mentioned(Problem cut) {
    List<KeyVersion> kvs =
        cut.initial().kvs().stream()
            .filter(kv -> cut.settled().stream().anyMatch(op -> touches(op.request(), kv.key())))
            .toList();
    Set<Long> leases = new HashSet<>();
    cut.settled().forEach(op -> NextSteps.leasesOf(op.request(), leases));
    kvs.forEach(kv -> leases.add(kv.lease()));
    StateReading all = cut.initial();
    StateReading state =
        new StateReading(
            all.member(),
            all.time(),
            all.revision(),
            all.compactRevision(),
            0,
            kvs,
            all.leases().stream().filter(leases::contains).toList());
    List<Operation> open =
        cut.open().stream()
            .filter(op -> cut.settled().stream().anyMatch(other -> meet(op, other)))
            .limit(MAX_OPEN)
            .toList();
    return new Problem(state, cut.settled(), open);
  }

  private static boolean meet(Operation one, Operation other) {
    return keys(one.request()).stream().anyMatch(key -> touches(other.request(), key));
  }

  private static Set<String> keys(Request request) {
    Set<String> keys = new HashSet<>();
    if (request instanceof Request.Put put) {
      keys.add(put.key());
    } else if (request instanceof Request.Delete delete) {
      keys.add(delete.key());
    } else if (request instanceof Request.Txn txn) {
      txn.success().forEach(inner -> keys.addAll(keys(inner)));
      txn.failure().forEach(inner -> keys.addAll(keys(inner)));
    }
    return keys;
  }

  private static boolean touches(Request request, String key) {
    if (request instanceof Request.Range range) {
      return Octets.covers(range.key(), range.end(), key);
    }
    if (request instanceof Request.Delete delete) {
      return Octets.covers(delete.key(), delete.end(), key);
    }
    if (request instanceof Request.Txn txn) {
      return txn.compares().stream().anyMatch(c -> Octets.covers(c.key(), c.end(), key))
          || txn.success().stream().anyMatch(inner -> touches(inner, key))
          || txn.failure().stream().anyMatch(inner -> touches(inner, key));
    }
    return request instanceof Request.Put put && put.key().equals(key);
  }
}
