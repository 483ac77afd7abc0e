package dev.balsa.jepsen.check;

import dev.balsa.jepsen.history.History;
import dev.balsa.jepsen.history.KeyVersion;
import dev.balsa.jepsen.history.Octets;
import dev.balsa.jepsen.history.Operation;
import dev.balsa.jepsen.history.Reply;
import dev.balsa.jepsen.history.Request;
import dev.balsa.jepsen.history.StateReading;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Every acknowledged write is in the final state of every member, unless something overwrote it;
 * and what is there was written by somebody.
 */
final class Durability {

  private record Written(String key, String value) {}

  private final History history;
  private final CheckOptions options;
  private final List<Finding> findings = new ArrayList<>();
  private final Map<String, Long> goneUpTo = new HashMap<>();

  private Durability(History history, CheckOptions options) {
    this.history = history;
    this.options = options;
  }

  static List<Finding> check(History history, Timeline timeline, CheckOptions options) {
    Durability durability = new Durability(history, options);
    for (StateReading reading : history.finals()) {
      durability.acknowledged(reading);
      durability.phantoms(reading);
      if (durability.findings.isEmpty() && reading.revision() <= timeline.lastRevision()) {
        durability.equal(reading, timeline);
      }
    }
    return durability.findings;
  }

  private void add(String promise, String explanation, Object... evidence) {
    if (findings.size() < options.maxFindings()) {
      findings.add(Finding.of(Checker.DURABILITY, promise, explanation, evidence));
    }
  }

  private void acknowledged(StateReading reading) {
    Readings held = new Readings(reading);
    for (Operation op : history.operations()) {
      if (op.reply() == null || !Replies.madeRevision(op.reply())) {
        continue;
      }
      long revision = op.reply().revision();
      if (revision > reading.revision()) {
        add(
            "every acknowledged write is in the final state",
            reading.member() + " ends at revision " + reading.revision(),
            op);
      }
      for (Request.Put put : puts(op.request(), op.reply())) {
        KeyVersion kv = held.get(put.key());
        boolean there =
            kv == null
                ? mayBeGone(put, revision)
                : kv.modRevision() > revision
                    || (kv.modRevision() == revision && kv.value().equals(put.value()));
        if (!there) {
          add(
              "every acknowledged write is in the final state",
              "at revision "
                  + reading.revision()
                  + " "
                  + reading.member()
                  + " has "
                  + Lines.version(kv),
              op);
        }
      }
    }
  }

  /** Puts that took effect. */
  private static List<Request.Put> puts(Request request, Reply reply) {
    List<Request.Put> puts = new ArrayList<>();
    if (request instanceof Request.Put put) {
      puts.add(put);
    } else if (request instanceof Request.Txn txn && reply instanceof Reply.Txn answer) {
      List<Request> branch = answer.succeeded() ? txn.success() : txn.failure();
      for (int i = 0; i < Math.min(branch.size(), answer.replies().size()); i++) {
        puts.addAll(puts(branch.get(i), answer.replies().get(i)));
      }
    }
    return puts;
  }

  /** Whether anything may have deleted the key behind this revision. */
  private boolean mayBeGone(Request.Put put, long revision) {
    return put.lease() != 0
        || goneUpTo.computeIfAbsent(put.key(), this::lastPossibleDelete) >= revision;
  }

  /** The last revision from which on something may have deleted the key; MAX_VALUE if unknown. */
  private long lastPossibleDelete(String key) {
    long last = Long.MIN_VALUE;
    for (Operation op : history.operations()) {
      if (op.refusal() == null && (mayDelete(op.request(), key) || mayAttach(op.request(), key))) {
        last = Math.max(last, op.unknown() ? Long.MAX_VALUE : op.reply().revision());
      }
    }
    return last;
  }

  private static boolean mayDelete(Request request, String key) {
    if (request instanceof Request.Txn txn) {
      return txn.success().stream().anyMatch(inner -> mayDelete(inner, key))
          || txn.failure().stream().anyMatch(inner -> mayDelete(inner, key));
    }
    return request instanceof Request.Delete delete
        && Octets.covers(delete.key(), delete.end(), key);
  }

  private static boolean mayAttach(Request request, String key) {
    if (request instanceof Request.Txn txn) {
      return txn.success().stream().anyMatch(inner -> mayAttach(inner, key))
          || txn.failure().stream().anyMatch(inner -> mayAttach(inner, key));
    }
    return request instanceof Request.Put put && put.key().equals(key) && put.lease() != 0;
  }

  private void phantoms(StateReading reading) {
    Set<Written> written = new HashSet<>();
    if (history.initial() != null) {
      history.initial().kvs().forEach(kv -> written.add(new Written(kv.key(), kv.value())));
    }
    for (Operation op : history.operations()) {
      if (op.refusal() == null) {
        collect(op.request(), written);
      }
    }
    for (KeyVersion kv : reading.kvs()) {
      if (!written.contains(new Written(kv.key(), kv.value()))) {
        add(
            "what is there was written by somebody",
            reading.member() + " has " + Lines.version(kv) + ", which nobody wrote");
      }
    }
  }

  private static void collect(Request request, Set<Written> written) {
    if (request instanceof Request.Put put) {
      written.add(new Written(put.key(), put.value()));
    } else if (request instanceof Request.Txn txn) {
      txn.success().forEach(inner -> collect(inner, written));
      txn.failure().forEach(inner -> collect(inner, written));
    }
  }

  /** The whole state is what the order of all operations leads to. */
  private void equal(StateReading reading, Timeline timeline) {
    List<KeyVersion> expected = timeline.range("", "\0", reading.revision());
    Readings held = new Readings(reading);
    for (KeyVersion kv : expected) {
      if (!kv.equals(held.get(kv.key()))) {
        add(
            "the final state is what the operations lead to",
            reading.member()
                + " has "
                + Lines.version(held.get(kv.key()))
                + " instead of "
                + Lines.version(kv));
      }
    }
    if (reading.kvs().size() > expected.size()) {
      add(
          "the final state is what the operations lead to",
          reading.member()
              + " has "
              + reading.kvs().size()
              + " keys instead of "
              + expected.size());
    }
  }
}
