package dev.balsa.jepsen.check;

import dev.balsa.jepsen.history.Compare;
import dev.balsa.jepsen.history.KeyVersion;
import dev.balsa.jepsen.history.Refusals;
import dev.balsa.jepsen.history.Reply;
import dev.balsa.jepsen.history.Request;
import java.util.ArrayList;
import java.util.List;

/**
 * What requests do to the {@link Model}, by etcd's rules: the sequential specification that every
 * history must fit.
 *
 * <p>A request that changes keys makes exactly one revision; everything it changes carries that
 * revision. Compares and the admission of a transaction look at the state before it; its ranges see
 * its own earlier writes.
 */
final class Execution {

  private final Model model;
  private final List<String> changed = new ArrayList<>();
  private long before;

  Execution(Model model) {
    this.model = model;
  }

  /** Keys that the last execution wrote or deleted. */
  List<String> changed() {
    return changed;
  }

  /**
   * Executes a request.
   *
   * @param hint the reply that was recorded, for what the server decides: the id and the time to
   *     live of a lease; null if none was
   */
  Result execute(Request request, Reply hint) {
    changed.clear();
    before = model.revision();
    String refusal = refusal(request);
    if (refusal != null) {
      return Result.refused(refusal);
    }
    Reply reply = run(request, hint);
    if (!changed.isEmpty()) {
      model.revision(before + 1);
    }
    return Result.of(reply);
  }

  /** The lease runs out: nobody asked, the leader decides. */
  void expire(long lease) {
    changed.clear();
    before = model.revision();
    revoke(lease);
    if (!changed.isEmpty()) {
      model.revision(before + 1);
    }
  }

  private String refusal(Request request) {
    if (request instanceof Request.Range range && range.revision() > 0) {
      return pastOrFuture(range.revision() < model.compactRevision(), range.revision());
    }
    if (request instanceof Request.Put put) {
      return put.lease() != 0 && !model.hasLease(put.lease()) ? Refusals.LEASE_NOT_FOUND : null;
    }
    if (request instanceof Request.Compact compact) {
      return pastOrFuture(compact.revision() <= model.compactRevision(), compact.revision());
    }
    if (request instanceof Request.Grant grant) {
      return grant.id() != 0 && model.hasLease(grant.id()) ? Refusals.LEASE_EXISTS : null;
    }
    if (request instanceof Request.Revoke revoke) {
      return model.hasLease(revoke.id()) ? null : Refusals.LEASE_NOT_FOUND;
    }
    if (request instanceof Request.Txn txn) {
      for (Request inner : holds(txn) ? txn.success() : txn.failure()) {
        String refusal = refusal(inner);
        if (refusal != null) {
          return refusal;
        }
      }
    }
    return null;
  }

  private String pastOrFuture(boolean compacted, long revision) {
    if (compacted) {
      return Refusals.COMPACTED;
    }
    return revision > before ? Refusals.FUTURE_REVISION : null;
  }

  private Reply run(Request request, Reply hint) {
    if (request instanceof Request.Range range) {
      return range(range);
    }
    if (request instanceof Request.Put put) {
      return put(put);
    }
    if (request instanceof Request.Delete delete) {
      return delete(delete);
    }
    if (request instanceof Request.Txn txn) {
      boolean succeeded = holds(txn);
      List<Reply> replies = new ArrayList<>();
      for (Request inner : succeeded ? txn.success() : txn.failure()) {
        replies.add(run(inner, null));
      }
      return new Reply.Txn(visibleRevision(), succeeded, replies);
    }
    if (request instanceof Request.Compact compact) {
      model.compact(compact.revision());
      return new Reply.Compact(before);
    }
    return lease(request, hint);
  }

  private Reply lease(Request request, Reply hint) {
    if (request instanceof Request.Grant grant) {
      Reply.Grant decided = hint instanceof Reply.Grant recorded ? recorded : null;
      long id = grant.id() != 0 || decided == null ? grant.id() : decided.id();
      long ttl = decided == null ? grant.ttlSeconds() : decided.ttlSeconds();
      if (id != 0 && !model.hasLease(id)) {
        model.grant(id);
      }
      return new Reply.Grant(before, id, Math.max(ttl, grant.ttlSeconds()));
    }
    if (request instanceof Request.Revoke revoke) {
      revoke(revoke.id());
      return new Reply.Revoke(visibleRevision());
    }
    throw new IllegalArgumentException("not part of the sequential specification: " + request);
  }

  private void revoke(long lease) {
    for (String key : model.keysOf(lease)) {
      remove(key);
    }
    model.forget(lease);
  }

  private long visibleRevision() {
    return changed.isEmpty() ? before : before + 1;
  }

  private Reply range(Request.Range range) {
    long at = range.revision() > 0 ? range.revision() : visibleRevision();
    return Replies.cut(range, visibleRevision(), model.range(range.key(), range.end(), at));
  }

  private Reply put(Request.Put put) {
    long now = before + 1;
    KeyVersion old = model.at(put.key(), now);
    long create = old == null ? now : old.createRevision();
    long version = old == null ? 1 : old.version() + 1;
    model.write(new KeyVersion(put.key(), put.value(), create, now, version, put.lease()));
    changed.add(put.key());
    return new Reply.Put(now, put.prevKv() ? old : null);
  }

  private Reply delete(Request.Delete delete) {
    List<KeyVersion> gone = model.range(delete.key(), delete.end(), before + 1);
    for (KeyVersion kv : gone) {
      remove(kv.key());
    }
    return new Reply.Delete(
        visibleRevision(), gone.size(), delete.prevKv() ? List.copyOf(gone) : List.of());
  }

  private void remove(String key) {
    model.write(new KeyVersion(key, "", 0, before + 1, 0, 0));
    changed.add(key);
  }

  private boolean holds(Request.Txn txn) {
    for (Compare compare : txn.compares()) {
      List<KeyVersion> found = model.range(compare.key(), compare.end(), before);
      if (found.isEmpty() && !Conditions.holdsForNothing(compare)) {
        return false;
      }
      for (KeyVersion kv : found) {
        if (!Conditions.holds(compare, kv)) {
          return false;
        }
      }
    }
    return true;
  }
}
