package dev.balsa.jepsen.check;

import dev.balsa.jepsen.history.History;
import dev.balsa.jepsen.history.Operation;
import dev.balsa.jepsen.history.Outcome;
import dev.balsa.jepsen.history.Refusals;
import dev.balsa.jepsen.history.Request;
import dev.balsa.jepsen.history.StateReading;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the search has to bring into an order.
 *
 * @param initial the store before; null for a fresh one
 * @param settled operations that were answered, or refused for a reason that the state must bear
 *     out, by time of invocation
 * @param open operations of unknown outcome that could have changed something, by time of
 *     invocation
 */
record Problem(StateReading initial, List<Operation> settled, List<Operation> open) {

  private static final Set<String> REFUSED_BY_STATE =
      Set.of(
          Refusals.COMPACTED,
          Refusals.FUTURE_REVISION,
          Refusals.LEASE_NOT_FOUND,
          Refusals.LEASE_EXISTS);

  static Problem of(History history) {
    List<Operation> settled = new ArrayList<>();
    List<Operation> open = new ArrayList<>();
    for (Operation op : history.operations()) {
      if (!sequential(op.request())) {
        continue;
      }
      if (op.unknown()) {
        if (changesSomething(op.request())) {
          open.add(op);
        }
      } else if (op.reply() != null || REFUSED_BY_STATE.contains(op.refusal())) {
        settled.add(op);
      }
    }
    Comparator<Operation> byTime = Comparator.comparingLong(Operation::invoked);
    settled.sort(byTime);
    open.sort(byTime);
    return new Problem(history.initial(), settled, open).withoutUnknowablePast().withPastReads();
  }

  /** With what answers about the past say of it, see {@link PastReads}. */
  private Problem withPastReads() {
    List<Operation> all = new ArrayList<>();
    settled.forEach(op -> all.addAll(PastReads.of(op)));
    all.addAll(settled);
    return new Problem(initial, all, open);
  }

  /** With serializable reads and final readings, see {@link Witnesses}. */
  Problem with(List<Operation> witnesses) {
    List<Operation> all = new ArrayList<>(witnesses);
    all.addAll(settled);
    return new Problem(initial, all, open).withoutUnknowablePast();
  }

  /** Without those who read what was before the initial state: nobody can tell what it was. */
  Problem withoutUnknowablePast() {
    if (initial == null) {
      return this;
    }
    List<Operation> knowable = new ArrayList<>(settled);
    knowable.removeIf(op -> readsThePast(op.request(), initial.revision()) || before(op));
    return new Problem(initial, knowable, open);
  }

  /** Whether it happened before the initial state, see {@link PastReads} and {@link Witnesses}. */
  private boolean before(Operation op) {
    return op.invoked() == Long.MIN_VALUE
        && op.reply() != null
        && op.reply().revision() < initial.revision();
  }

  /** Whether it is promised to be linearizable. */
  static boolean sequential(Request request) {
    if (request instanceof Request.Range range) {
      return !range.serializable();
    }
    if (request instanceof Request.Txn txn) {
      return !serializable(txn);
    }
    return !(request instanceof Request.KeepAlive || request instanceof Request.TimeToLive);
  }

  /** A transaction of serializable ranges alone is a serializable read. */
  static boolean serializable(Request.Txn txn) {
    return txn.readOnly() && serializable(txn.success()) && serializable(txn.failure());
  }

  private static boolean serializable(List<Request> ranges) {
    return ranges.stream().allMatch(r -> r instanceof Request.Range range && range.serializable());
  }

  private static boolean changesSomething(Request request) {
    return Replies.mayWrite(request)
        || request instanceof Request.Compact
        || request instanceof Request.Grant;
  }

  /** What of it had been asked by a moment; who had not been answered by then is open. */
  Problem upTo(long time) {
    List<Operation> earlySettled = new ArrayList<>();
    List<Operation> earlyOpen = new ArrayList<>();
    for (Operation op : open) {
      if (op.invoked() <= time) {
        earlyOpen.add(op);
      }
    }
    for (Operation op : settled) {
      if (op.returned() <= time) {
        earlySettled.add(op);
      } else if (op.invoked() <= time && changesSomething(op.request()) && op.reply() != null) {
        earlyOpen.add(
            new Operation(
                op.client(),
                op.member(),
                op.invoked(),
                Operation.NEVER,
                op.request(),
                new Outcome.Unknown("not answered yet at this point")));
      }
    }
    earlyOpen.sort(Comparator.comparingLong(Operation::invoked));
    return new Problem(initial, earlySettled, earlyOpen);
  }

  /**
   * Whether the search must tell states with different pasts apart: if an answer about the past is
   * here without the reads that stand for it. What is open was not answered, so it does not count.
   */
  boolean historyCounts() {
    Set<Operation> here = null;
    for (Operation op : settled) {
      List<Operation> reads = PastReads.of(op);
      if (!reads.isEmpty()) {
        here = here == null ? new HashSet<>(settled) : here;
        if (!here.containsAll(reads)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean readsThePast(Request request, long before) {
    if (request instanceof Request.Txn txn) {
      return txn.success().stream().anyMatch(inner -> readsThePast(inner, before))
          || txn.failure().stream().anyMatch(inner -> readsThePast(inner, before));
    }
    return request instanceof Request.Range range
        && range.revision() > 0
        && range.revision() < before;
  }
}
