package dev.balsa.jepsen.check;

import dev.balsa.jepsen.history.History;
import dev.balsa.jepsen.history.KeyVersion;
import dev.balsa.jepsen.history.Operation;
import dev.balsa.jepsen.history.Reply;
import dev.balsa.jepsen.history.Request;
import dev.balsa.jepsen.history.StateReading;
import dev.balsa.jepsen.history.WatchEvent;
import dev.balsa.jepsen.history.WatchMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is known about single revisions before the search begins; it tells which of many operations
 * of unknown outcome can have made a revision that nobody claims.
 *
 * <p>What linearizable answers say binds: every order of the operations must agree with it. What
 * watchers and final readings say is only a hint where to look first, because they are judged by
 * other checkers and may be what is wrong.
 */
final class Evidence {

  /** The execution changed all that the hints tell of, and more. */
  static final int MORE_THAN_TOLD = 1;

  private final Map<Long, List<KeyVersion>> binding = new HashMap<>();
  private final Map<Long, List<KeyVersion>> hints = new HashMap<>();
  private final TreeMap<String, KeyFacts> keys = new TreeMap<>();
  private LeaseLives lives;

  /** Null unless what is not linearizable binds as well. */
  private FirstSeen firstSeen;

  private final Set<Long> claimed = new HashSet<>();

  /** What linearizable answers say. */
  Evidence(Problem problem) {
    problem.settled().forEach(op -> addKeys(op.request()));
    problem.open().forEach(op -> addKeys(op.request()));
    if (problem.initial() != null) {
      problem.initial().kvs().forEach(kv -> keys.put(kv.key(), new KeyFacts()));
    }
    for (Operation op : problem.settled()) {
      if (op.reply() != null) {
        if (Replies.madeRevision(op.reply())) {
          claimed.add(op.reply().revision());
        }
        observe(op.request(), op.reply(), op.reply().revision());
      }
    }
  }

  private void addKeys(Request request) {
    if (request instanceof Request.Put put) {
      keys.computeIfAbsent(put.key(), any -> new KeyFacts());
    } else if (request instanceof Request.Txn txn) {
      txn.success().forEach(this::addKeys);
      txn.failure().forEach(this::addKeys);
    }
  }

  private void observe(Request request, Reply reply, long revision) {
    if (request instanceof Request.Range range && reply instanceof Reply.Range answer) {
      observe(range, answer);
    } else if (request instanceof Request.Put put && reply instanceof Reply.Put answer) {
      keys.get(put.key()).put(revision);
      if (answer.prev() != null) {
        observe(answer.prev(), false, revision - 1);
      } else if (put.prevKv()) {
        keys.get(put.key()).absent(revision - 1);
      }
    } else if (request instanceof Request.Delete delete && reply instanceof Reply.Delete answer) {
      if (answer.deleted() > 0) {
        part(delete.key(), delete.end()).values().forEach(key -> key.perhapsDeleted(revision));
      }
      answer.prevs().forEach(kv -> observe(kv, false, revision - 1));
    } else if (request instanceof Request.Revoke) {
      keys.values().forEach(key -> key.perhapsDeleted(revision));
    } else if (request instanceof Request.Txn txn && reply instanceof Reply.Txn answer) {
      List<Request> branch = answer.succeeded() ? txn.success() : txn.failure();
      for (int i = 0; i < Math.min(branch.size(), answer.replies().size()); i++) {
        observe(branch.get(i), answer.replies().get(i), revision);
      }
    }
  }

  private NavigableMap<String, KeyFacts> part(String key, String end) {
    if (end.isEmpty()) {
      return keys.subMap(key, true, key, true);
    }
    if (end.equals("\0")) {
      return keys.tailMap(key, true);
    }
    return end.compareTo(key) <= 0 ? new TreeMap<>() : keys.subMap(key, true, end, false);
  }

  private void observe(Request.Range range, Reply.Range answer) {
    long at = range.revision() > 0 ? range.revision() : answer.revision();
    for (KeyVersion kv : answer.kvs()) {
      observe(kv, range.keysOnly(), at);
    }
    if (answer.more() || (range.countOnly() && answer.count() > 0)) {
      return;
    }
    TreeSet<String> present = new TreeSet<>();
    answer.kvs().forEach(kv -> present.add(kv.key()));
    part(range.key(), range.end())
        .forEach(
            (key, facts) -> {
              if (!present.contains(key)) {
                facts.absent(at);
              }
            });
  }

  private void observe(KeyVersion kv, boolean keyOnly, long at) {
    keys.computeIfAbsent(kv.key(), any -> new KeyFacts()).seen(kv, at);
    if (!keyOnly) {
      binding.computeIfAbsent(kv.modRevision(), any -> new ArrayList<>(1)).add(kv);
    }
  }

  /**
   * Adds what watchers and final readings say.
   *
   * @param believed whether what watchers say binds, and how long leases live; otherwise it is a
   *     hint
   */
  void hintsOf(History history, boolean believed, CheckOptions options) {
    lives = new LeaseLives(history, options);
    firstSeen = believed ? new FirstSeen(history) : null;
    for (WatchMessage message : history.messages()) {
      for (WatchEvent event : message.events()) {
        hint(event.kv());
        if (event.prev() != null) {
          hint(event.prev());
        }
        if (believed) {
          believe(event);
        }
      }
    }
    for (StateReading reading : history.finals()) {
      reading.kvs().forEach(this::hint);
    }
  }

  private void believe(WatchEvent event) {
    long revision = event.revision();
    if (event.delete()) {
      binding.computeIfAbsent(revision, any -> new ArrayList<>(1)).add(event.kv());
      KeyFacts facts = keys.get(event.kv().key());
      if (facts != null) {
        facts.absent(revision);
      }
    } else {
      observe(event.kv(), false, revision);
    }
    if (event.prev() != null) {
      observe(event.prev(), false, revision - 1);
    }
  }

  private void hint(KeyVersion kv) {
    hints.computeIfAbsent(kv.modRevision(), any -> new ArrayList<>(1)).add(kv);
  }

  /** Revisions of which something is known for certain. */
  Iterable<Long> revisions() {
    return binding.keySet();
  }

  /** What is known for certain to have been written at a revision. */
  List<KeyVersion> at(long revision) {
    return binding.getOrDefault(revision, List.of());
  }

  /** Whether the last execution, which made a revision, can have been the one that did. */
  boolean allows(Model model, List<String> changed) {
    for (KeyVersion kv : at(model.revision())) {
      if (!kv.equals(model.newest(kv.key()))) {
        return false;
      }
    }
    for (String key : changed) {
      KeyFacts facts = keys.get(key);
      if (facts != null && !facts.allow(model.newest(key), claimed)) {
        return false;
      }
    }
    return true;
  }

  /**
   * How long a lease is over at a moment, in nanoseconds; Long.MAX_VALUE if it should still live or
   * nothing is known.
   */
  long overFor(long lease, long time) {
    long until = lives == null ? Long.MIN_VALUE : lives.livesUntil(lease, time);
    return until == Long.MIN_VALUE || until > time ? Long.MAX_VALUE : time - until;
  }

  /** Whether a lease can have run out at a revision. */
  boolean mayExpire(long lease, long revision) {
    return firstSeen == null || !lives.isEarly(lease, revision, firstSeen.of(revision));
  }

  /** Whether watchers or final readings tell of a revision. */
  boolean told(long revision) {
    return hints.containsKey(revision);
  }

  /**
   * How well the last execution agrees with the hints: from 0, for exactly, over {@link
   * #MORE_THAN_TOLD} and no hint at all to "badly".
   */
  int disagreement(Model model, List<String> changed) {
    List<KeyVersion> told = hints.get(model.revision());
    if (told == null) {
      return MORE_THAN_TOLD + 1;
    }
    Set<String> toldKeys = new HashSet<>();
    for (KeyVersion kv : told) {
      KeyVersion newest = model.newest(kv.key());
      if (newest == null
          || newest.modRevision() != kv.modRevision()
          || !newest.value().equals(kv.value())) {
        return MORE_THAN_TOLD + 2;
      }
      toldKeys.add(kv.key());
    }
    return toldKeys.containsAll(changed) ? 0 : MORE_THAN_TOLD;
  }
}
