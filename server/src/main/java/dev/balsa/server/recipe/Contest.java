package dev.balsa.server.recipe;

import com.google.protobuf.ByteString;
import dev.balsa.api.Compare;
import dev.balsa.api.DeleteRangeRequest;
import dev.balsa.api.PutRequest;
import dev.balsa.api.RangeRequest;
import dev.balsa.api.RequestOp;
import dev.balsa.api.TxnRequest;
import dev.balsa.mvcc.KeyRange;
import dev.balsa.mvcc.KeyValue;
import dev.balsa.mvcc.Op;
import dev.balsa.mvcc.OpResult;
import dev.balsa.mvcc.SortOrder;
import dev.balsa.mvcc.SortTarget;
import dev.balsa.server.errors.EtcdError;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/**
 * One participant on the way to owning a name, and the waiting for it. Thread-safe; used once.
 *
 * <p>The rules are those of etcd's concurrency package, so that both can compete for one name.
 */
public final class Contest {

  /** Time to live of the lease that is made for a participant who brought none. */
  public static final long OWN_LEASE_SECONDS = 60;

  private final Steps steps;
  private final byte[] prefix;

  /** Guarded by this: what is being waited for; null if nothing is. */
  private KeyWatch waiting;

  /** Guarded by this: null as long as there is no key. */
  private Place place;

  /** Guarded by this. */
  private boolean left;

  /**
   * @param name what is to be owned
   */
  public Contest(Steps steps, ByteString name) {
    this.steps = steps;
    this.prefix = prefix(name);
  }

  /** The prefix below which all who want to own a name have their keys. */
  static byte[] prefix(ByteString name) {
    return name.concat(ByteString.copyFromUtf8("/")).toByteArray();
  }

  /**
   * Takes a place in the queue, or the one that this lease has already.
   *
   * @param leaseId the lease that keeps the place; 0 for one made now, which nobody renews
   * @param value what the key is to hold; the value of a key that is there already stays
   */
  public CompletableFuture<Entered> enter(long leaseId, ByteString value) {
    CompletableFuture<Long> lease =
        leaseId != 0
            ? CompletableFuture.completedFuture(leaseId)
            : steps.grantLease(OWN_LEASE_SECONDS);
    return lease.thenCompose(id -> enterWith(id, value));
  }

  /**
   * What was found on entering.
   *
   * @param presentValue what the participant's key holds
   */
  public record Entered(Place place, byte[] presentValue) {}

  private CompletableFuture<Entered> enterWith(long leaseId, ByteString value) {
    byte[] suffix = Long.toHexString(leaseId).getBytes(StandardCharsets.UTF_8);
    ByteString key = ByteString.copyFrom(prefix).concat(ByteString.copyFrom(suffix));
    RequestOp get =
        RequestOp.newBuilder().setRequestRange(RangeRequest.newBuilder().setKey(key)).build();
    TxnRequest enter =
        TxnRequest.newBuilder()
            .addCompare(createdAt(key, 0))
            .addSuccess(put(key, value, leaseId))
            .addSuccess(get)
            .addFailure(get)
            .build();
    return steps.txn(enter).thenApply(result -> entered(key, leaseId, result));
  }

  private Entered entered(ByteString key, long leaseId, OpResult.TxnResult result) {
    OpResult.RangeResult own =
        (OpResult.RangeResult) result.results().get(result.results().size() - 1);
    KeyValue kv = own.kvs().get(0);
    Place entered = new Place(key.toByteArray(), kv.createRevision(), leaseId, result.revision());
    boolean alreadyLeft;
    synchronized (this) {
      place = entered;
      alreadyLeft = left;
    }
    if (alreadyLeft) {
      give(entered);
      throw EtcdError.CANCELED.asException();
    }
    return new Entered(entered, kv.value());
  }

  /** Waits until nobody who entered earlier is left; the place stays as it was entered. */
  public CompletableFuture<Place> whenFirst(Place mine) {
    Op.Range youngestBefore =
        new Op.Range(
            KeyRange.prefix(prefix),
            1,
            0,
            SortOrder.DESCEND,
            SortTarget.CREATE,
            true,
            false,
            0,
            0,
            0,
            mine.createRevision() - 1);
    return steps
        .read(youngestBefore)
        .thenCompose(
            before ->
                before.kvs().isEmpty()
                    ? CompletableFuture.completedFuture(mine)
                    : whenGone(before).thenCompose(gone -> whenFirst(mine)));
  }

  private CompletableFuture<?> whenGone(OpResult.RangeResult before) {
    KeyWatch watch = KeyWatch.deletion(steps, before.kvs().get(0).key(), before.revision() + 1);
    synchronized (this) {
      if (!left) {
        waiting = watch;
        return watch.first();
      }
    }
    watch.close();
    return watch.first();
  }

  /** Checks that the place is still there: its lease may have run out during the waiting. */
  public CompletableFuture<Place> stillThere(Place mine) {
    return steps
        .read(Op.Range.of(KeyRange.single(mine.key()), 0))
        .thenApply(
            own -> {
              if (own.kvs().isEmpty()) {
                throw EtcdError.SESSION_EXPIRED.asException();
              }
              return mine.at(own.revision());
            });
  }

  /**
   * Gives up: waits no longer, and the key goes, now or as soon as it is there. Nobody is told; the
   * lease would remove it anyway, only later.
   */
  public void leave() {
    KeyWatch watch;
    Place given;
    synchronized (this) {
      left = true;
      watch = waiting;
      given = place;
    }
    if (watch != null) {
      watch.close();
    }
    if (given != null) {
      give(given);
    }
  }

  private void give(Place given) {
    CompletableFuture<OpResult.TxnResult> unused =
        steps.txn(resignation(ByteString.copyFrom(given.key()), given.createRevision()));
  }

  /** Deletes a key if it is still the one created at that revision. */
  public static TxnRequest resignation(ByteString key, long createRevision) {
    return TxnRequest.newBuilder()
        .addCompare(createdAt(key, createRevision))
        .addSuccess(
            RequestOp.newBuilder()
                .setRequestDeleteRange(DeleteRangeRequest.newBuilder().setKey(key)))
        .build();
  }

  /** Changes the value of a key if it is still the one created at that revision. */
  public static TxnRequest proclamation(
      ByteString key, long createRevision, ByteString value, long leaseId) {
    return TxnRequest.newBuilder()
        .addCompare(createdAt(key, createRevision))
        .addSuccess(put(key, value, leaseId))
        .build();
  }

  /** The read that finds who owns a name. */
  static Op.Range owner(byte[] prefix) {
    return new Op.Range(
        KeyRange.prefix(prefix),
        1,
        0,
        SortOrder.ASCEND,
        SortTarget.CREATE,
        false,
        false,
        0,
        0,
        0,
        0);
  }

  private static Compare createdAt(ByteString key, long revision) {
    return Compare.newBuilder()
        .setKey(key)
        .setTarget(Compare.CompareTarget.CREATE)
        .setResult(Compare.CompareResult.EQUAL)
        .setCreateRevision(revision)
        .build();
  }

  private static RequestOp put(ByteString key, ByteString value, long leaseId) {
    return RequestOp.newBuilder()
        .setRequestPut(PutRequest.newBuilder().setKey(key).setValue(value).setLease(leaseId))
        .build();
  }
}
