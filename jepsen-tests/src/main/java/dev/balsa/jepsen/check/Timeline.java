package dev.balsa.jepsen.check;

import dev.balsa.jepsen.history.History;
import dev.balsa.jepsen.history.KeyVersion;
import dev.balsa.jepsen.history.Octets;
import dev.balsa.jepsen.history.Reply;
import dev.balsa.jepsen.history.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What happened at each revision: the order that explains all answers, played once. Against it
 * watches, reads of the past and final states are judged.
 *
 * <p>Behind the last revision that an answer names, what watchers and final readings tell says
 * which operations of unknown outcome took effect.
 */
final class Timeline {

  /** A lease that ran out, and the keys that went with it. */
  record Expiry(long lease, long revision, List<String> keys) {}

  private final TreeMap<Long, List<KeyVersion>> changes = new TreeMap<>();
  private final TreeMap<String, TreeMap<Long, KeyVersion>> keys = new TreeMap<>();
  private final List<Expiry> expiries = new ArrayList<>();
  private final long firstRevision;
  private long lastRevision;

  /** Plays an order. */
  Timeline(History history, Problem problem, List<Step> order) {
    Position position = new Position(problem);
    firstRevision = position.model().revision();
    lastRevision = firstRevision;
    if (problem.initial() != null) {
      problem.initial().kvs().forEach(this::put);
    }
    Evidence evidence = new Evidence(problem);
    evidence.hintsOf(history, false, CheckOptions.DEFAULT);
    NextSteps nextSteps = new NextSteps(position, problem, evidence);
    for (Step step : order) {
      play(position, step);
    }
    Step next = position.settled().size() == 0 ? nextSteps.toldNext() : null;
    while (next != null) {
      play(position, next);
      next = nextSteps.toldNext();
    }
  }

  private void play(Position position, Step step) {
    Model model = position.model();
    boolean taken = position.take(step);
    if (!taken || model.revision() == lastRevision) {
      return;
    }
    lastRevision = model.revision();
    List<KeyVersion> changed = new ArrayList<>();
    for (String key : position.changed()) {
      KeyVersion kv = model.newest(key);
      changed.add(kv);
      put(kv);
    }
    changes.put(lastRevision, changed);
    if (step.kind() == Step.Kind.EXPIRY) {
      expiries.add(new Expiry(step.lease(), lastRevision, List.copyOf(position.changed())));
    }
  }

  private void put(KeyVersion kv) {
    keys.computeIfAbsent(kv.key(), any -> new TreeMap<>()).put(kv.modRevision(), kv);
  }

  /** The revision at which it begins; what was before is not known. */
  long firstRevision() {
    return firstRevision;
  }

  /** The last revision that is known. */
  long lastRevision() {
    return lastRevision;
  }

  /** Leases that ran out and took keys along. */
  List<Expiry> expiries() {
    return expiries;
  }

  /** What changed at revisions of a span, both ends included; a delete has version 0. */
  NavigableMap<Long, List<KeyVersion>> changes(long from, long to) {
    return from > to ? new TreeMap<>() : changes.subMap(from, true, to, true);
  }

  /** The newest version of a key at a revision, a delete with version 0; null if there is none. */
  KeyVersion newest(String key, long revision) {
    TreeMap<Long, KeyVersion> versions = keys.get(key);
    Map.Entry<Long, KeyVersion> entry = versions == null ? null : versions.floorEntry(revision);
    return entry == null ? null : entry.getValue();
  }

  /** The version of a key that is visible at a revision; null if there is none. */
  KeyVersion at(String key, long revision) {
    KeyVersion kv = newest(key, revision);
    return kv == null || kv.version() == 0 ? null : kv;
  }

  /** The versions of an interval that are visible at a revision. */
  List<KeyVersion> range(String key, String end, long revision) {
    List<KeyVersion> found = new ArrayList<>();
    for (String candidate : keys.tailMap(key, true).keySet()) {
      if (!Octets.covers(key, end, candidate)) {
        break;
      }
      KeyVersion kv = at(candidate, revision);
      if (kv != null) {
        found.add(kv);
      }
    }
    return found;
  }

  /** What a range would answer at a revision. */
  Reply.Range answer(Request.Range range, long header) {
    long at = range.revision() > 0 ? range.revision() : header;
    return Replies.cut(range, header, range(range.key(), range.end(), at));
  }
}
