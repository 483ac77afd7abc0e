package dev.balsa.client;

import dev.balsa.client.Get.SortBy;
import java.util.Optional;

/**
 * A place in a queue of keys, which is what locks and elections are made of. Each who comes puts a
 * key {@code <name>/<lease id in hex>} under a lease; whose key is the oldest is first. Who is not
 * first waits for the key just before to go, so that one departure wakes one waiter. The layout is
 * that of etcd's own recipes: its clients stand in the same queue.
 */
final class Queued {

  private static final String NO_LEASE = "etcdserver: requested lease not found";

  private final Kv kv;
  private final Watches watches;
  private final Bytes prefix;
  private final Bytes key;
  private final Lease lease;
  private final Reply<Queued> first = new Reply<>();
  private long createRevision;
  private Watcher watcher;
  private boolean over;

  Queued(Kv kv, Watches watches, String name, Lease lease) {
    this.kv = kv;
    this.watches = watches;
    this.lease = lease;
    prefix = Bytes.of(name + "/");
    key = prefix.plus(Long.toHexString(lease.id()));
  }

  Bytes key() {
    return key;
  }

  Lease lease() {
    return lease;
  }

  /** The revision at which this place was taken: it grows from owner to owner. */
  long createRevision() {
    return createRevision;
  }

  /** Holds while this place is kept. */
  Compare kept() {
    return Compare.createRevision(KeyRange.key(key)).equalTo(createRevision);
  }

  /**
   * Takes a place and completes when it is the first. Giving the reply up leaves the queue.
   *
   * @param value what stands under the key
   * @param wait false to leave at once if somebody is before us; then the reply is null
   */
  Reply<Queued> enter(Bytes value, boolean wait) {
    first.onCancel(this::leaveQuietly);
    var lost = lease.lost().thenAccept(this::fail);
    // Twice is as good as once: the second time the key is found.
    Txn enter =
        Txn.when(Compare.createRevision(KeyRange.key(key)).equalTo(0))
            .then(Put.of(key, value).withLease(lease))
            .orElse(Get.key(key))
            .idempotent();
    var unusedEntry =
        kv.commit(enter)
            .whenComplete(
                (result, failure) -> {
                  if (failure != null) {
                    fail(ofTheLease(failure));
                  } else {
                    createRevision =
                        result.succeeded()
                            ? result.revision()
                            : result.get(0).first().orElseThrow().createRevision();
                    look(wait);
                  }
                });
    var unused = first.whenComplete((ok, failure) -> lost.cancel(false));
    return first;
  }

  /** The lease may have been lost before its owner is told. */
  private static Throwable ofTheLease(Throwable failure) {
    return NO_LEASE.equals(failure.getMessage())
        ? new LeaseLostException(failure.getMessage(), failure)
        : failure;
  }

  private void look(boolean wait) {
    if (first.isDone()) {
      leaveQuietly();
      return;
    }
    Get before = Get.prefix(prefix).descending(SortBy.CREATE_REVISION).limit(1).keysOnly();
    Txn look = Txn.of(Get.key(key), before.createdWithin(0, createRevision - 1));
    var unusedLook =
        kv.commit(look)
            .whenComplete(
                (result, failure) -> {
                  if (failure != null) {
                    fail(failure);
                  } else {
                    decide(result, wait);
                  }
                });
  }

  private void decide(TxnResult result, boolean wait) {
    Optional<KeyValue> mine = result.get(0).first();
    Optional<KeyValue> before = result.get(1).first();
    if (mine.isEmpty() || mine.get().createRevision() != createRevision) {
      fail(new LeaseLostException("the key " + key + " is gone", null));
    } else if (before.isEmpty()) {
      if (!first.complete(this)) {
        leaveQuietly();
      }
    } else if (wait) {
      waitFor(before.get().key(), result.revision());
    } else {
      leaveQuietly();
      first.complete(null);
    }
  }

  private synchronized void waitFor(Bytes other, long seenRevision) {
    if (over) {
      return;
    }
    watcher =
        watches.listen(
            Watch.key(other).fromRevision(seenRevision + 1).deletesOnly(),
            new WatchListener() {
              @Override
              public void onBatch(WatchBatch batch) {
                lookAgain();
              }

              @Override
              public void onEnd(RuntimeException reason) {
                if (reason instanceof CompactedException) {
                  lookAgain();
                } else {
                  fail(reason);
                }
              }
            });
  }

  private void lookAgain() {
    synchronized (this) {
      if (over || watcher == null) {
        return;
      }
      watcher.close();
      watcher = null;
    }
    look(true);
  }

  private void fail(Throwable reason) {
    if (first.completeExceptionally(reason)) {
      leaveQuietly();
    }
  }

  private void leaveQuietly() {
    var unused =
        leave()
            .exceptionally(
                failure -> {
                  System.getLogger(Queued.class.getName())
                      .log(System.Logger.Level.DEBUG, "the key is left to its lease", failure);
                  return null;
                });
  }

  /** Gives the place up, if it still is ours. */
  Reply<Void> leave() {
    synchronized (this) {
      over = true;
      if (watcher != null) {
        watcher.close();
        watcher = null;
      }
    }
    Delete mine = Delete.key(key);
    Txn leave = createRevision == 0 ? Txn.of(mine) : Txn.when(kept()).then(mine);
    return (Reply<Void>) kv.commit(leave.idempotent()).<Void>thenApply(done -> null);
  }
}
