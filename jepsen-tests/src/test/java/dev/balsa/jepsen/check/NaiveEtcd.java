package dev.balsa.jepsen.check;

import dev.balsa.jepsen.history.Compare;
import dev.balsa.jepsen.history.KeyVersion;
import dev.balsa.jepsen.history.Octets;
import dev.balsa.jepsen.history.Refusals;
import dev.balsa.jepsen.history.Reply;
import dev.balsa.jepsen.history.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * An etcd as simple as it gets: the whole key space is copied for each revision. Written apart from
 * the checkers' model, so that the two can be held against each other.
 */
final class NaiveEtcd {

  /** What a request came to: a reply, or an error text. */
  record Answer(Reply reply, String error) {}

  private static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Refused(String error) {
      super(error, null, false, false);
    }
  }

  /** The key space at each revision; index 0 is unused, index 1 is the empty beginning. */
  final List<TreeMap<String, KeyVersion>> states = new ArrayList<>();

  final TreeMap<Long, Long> leases = new TreeMap<>();
  long compacted = -1;
  private long nextLease = 1000;
  private NavigableMap<String, KeyVersion> now;
  private TreeMap<String, KeyVersion> next;
  private boolean touched;

  NaiveEtcd() {
    states.add(new TreeMap<>());
    states.add(new TreeMap<>());
  }

  long revision() {
    return states.size() - 1L;
  }

  NavigableMap<String, KeyVersion> state(long revision) {
    return states.get((int) revision);
  }

  Answer apply(Request request) {
    now = state(revision());
    next = new TreeMap<>(now);
    touched = false;
    try {
      Reply reply = run(request, true);
      if (touched) {
        states.add(next);
      }
      return new Answer(reply, null);
    } catch (Refused refused) {
      return new Answer(null, refused.getMessage());
    }
  }

  private Reply run(Request request, boolean top) {
    admit(request);
    if (request instanceof Request.Range r) {
      return range(r);
    }
    if (request instanceof Request.Put p) {
      KeyVersion old = next.get(p.key());
      long rev = revision() + 1;
      long create = old == null ? rev : old.createRevision();
      long version = old == null ? 1 : old.version() + 1;
      next.put(p.key(), new KeyVersion(p.key(), p.value(), create, rev, version, p.lease()));
      touched = true;
      return new Reply.Put(rev, p.prevKv() ? old : null);
    }
    if (request instanceof Request.Delete d) {
      List<KeyVersion> gone = inside(next, d.key(), d.end());
      gone.forEach(kv -> next.remove(kv.key()));
      touched |= !gone.isEmpty();
      return new Reply.Delete(seen(), gone.size(), d.prevKv() ? gone : List.of());
    }
    if (request instanceof Request.Txn t) {
      boolean yes = t.compares().stream().allMatch(this::holds);
      List<Reply> replies = new ArrayList<>();
      List<Request> branch = yes ? t.success() : t.failure();
      branch.forEach(this::admit);
      for (Request inner : branch) {
        replies.add(run(inner, false));
      }
      return new Reply.Txn(top ? seen() : 0, yes, replies);
    }
    return other(request);
  }

  private Reply other(Request request) {
    if (request instanceof Request.Compact c) {
      compacted = c.revision();
      return new Reply.Compact(revision());
    }
    if (request instanceof Request.Grant g) {
      long id = g.id() == 0 ? nextLease++ : g.id();
      leases.put(id, g.ttlSeconds());
      return new Reply.Grant(revision(), id, g.ttlSeconds());
    }
    long id = ((Request.Revoke) request).id();
    for (KeyVersion kv : List.copyOf(next.values())) {
      if (kv.lease() == id) {
        next.remove(kv.key());
        touched = true;
      }
    }
    leases.remove(id);
    return new Reply.Revoke(seen());
  }

  private void admit(Request request) {
    if (request instanceof Request.Range r && r.revision() > revision()) {
      throw new Refused(Refusals.FUTURE_REVISION);
    }
    if (request instanceof Request.Range r && r.revision() > 0 && r.revision() < compacted) {
      throw new Refused(Refusals.COMPACTED);
    }
    if (request instanceof Request.Put p && p.lease() != 0 && !leases.containsKey(p.lease())) {
      throw new Refused(Refusals.LEASE_NOT_FOUND);
    }
    if (request instanceof Request.Compact c) {
      if (c.revision() <= compacted) {
        throw new Refused(Refusals.COMPACTED);
      }
      if (c.revision() > revision()) {
        throw new Refused(Refusals.FUTURE_REVISION);
      }
    }
    if (request instanceof Request.Grant g && leases.containsKey(g.id())) {
      throw new Refused(Refusals.LEASE_EXISTS);
    }
    if (request instanceof Request.Revoke r && !leases.containsKey(r.id())) {
      throw new Refused(Refusals.LEASE_NOT_FOUND);
    }
  }

  private long seen() {
    return touched ? revision() + 1 : revision();
  }

  private Reply range(Request.Range r) {
    return rangeAt(r, r.revision() > 0 ? state(r.revision()) : next, seen());
  }

  static Reply.Range rangeAt(Request.Range r, Map<String, KeyVersion> state, long header) {
    List<KeyVersion> all = inside(state, r.key(), r.end());
    if (r.countOnly()) {
      return new Reply.Range(header, List.of(), false, all.size());
    }
    List<KeyVersion> kvs = new ArrayList<>();
    for (KeyVersion kv : all) {
      if (r.limit() == 0 || kvs.size() < r.limit()) {
        kvs.add(
            r.keysOnly()
                ? new KeyVersion(
                    kv.key(), "", kv.createRevision(), kv.modRevision(), kv.version(), 0)
                : kv);
      }
    }
    return new Reply.Range(header, kvs, kvs.size() < all.size(), all.size());
  }

  static List<KeyVersion> inside(Map<String, KeyVersion> state, String key, String end) {
    return state.values().stream().filter(kv -> Octets.covers(key, end, kv.key())).toList();
  }

  private boolean holds(Compare c) {
    List<KeyVersion> found = inside(now, c.key(), c.end());
    if (found.isEmpty()) {
      return c.target() != Compare.Target.VALUE && test(c, Long.compare(0, c.number()));
    }
    return found.stream()
        .allMatch(
            kv ->
                switch (c.target()) {
                  case VALUE -> test(c, kv.value().compareTo(c.value()));
                  case VERSION -> test(c, Long.compare(kv.version(), c.number()));
                  case CREATE -> test(c, Long.compare(kv.createRevision(), c.number()));
                  case MOD -> test(c, Long.compare(kv.modRevision(), c.number()));
                  case LEASE -> test(c, Long.compare(kv.lease(), c.number()));
                });
  }

  private static boolean test(Compare c, int sign) {
    return switch (c.operator()) {
      case EQUAL -> sign == 0;
      case GREATER -> sign > 0;
      case LESS -> sign < 0;
      case NOT_EQUAL -> sign != 0;
    };
  }
}
