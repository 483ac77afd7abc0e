package dev.balsa.server.recipe;

import com.google.protobuf.ByteString;
import dev.balsa.api.DeleteRangeRequest;
import dev.balsa.api.LeaseGrantRequest;
import dev.balsa.api.TxnRequest;
import dev.balsa.mvcc.KeyRange;
import dev.balsa.mvcc.Op;
import dev.balsa.mvcc.OpResult;
import dev.balsa.mvcc.View;
import dev.balsa.server.apply.CommandKind;
import dev.balsa.server.apply.Outcome;
import dev.balsa.server.auth.Credentials;
import dev.balsa.server.errors.EtcdError;
import dev.balsa.server.node.OnBehalf;
import dev.balsa.server.node.ReadReply;
import dev.balsa.server.node.Replica;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.CompletableFuture;

/**
 * Single steps over a replica, as values to come. A step that fails completes with the exception of
 * its {@link EtcdError}, or with what the store threw. Thread-safe.
 */
public final class Steps {

  /** In the API, a range that goes on to the last key ends in one zero byte. */
  private static final ByteString OPEN_END = ByteString.copyFrom(new byte[] {0});

  private final Replica replica;
  private final Credentials credentials;
  private final OnBehalf onBehalf;

  /**
   * @param credentials of whoever asks: every step needs their permissions, and so does whatever is
   *     waited for
   */
  public Steps(Replica replica, Credentials credentials) {
    this.replica = replica;
    this.credentials = credentials;
    this.onBehalf = new OnBehalf(replica, credentials);
  }

  /** Whether a range may be read now: null, or why not. */
  StatusRuntimeException refusal(KeyRange range) {
    ByteString key = ByteString.copyFrom(range.key());
    ByteString end =
        range.isSingle()
            ? ByteString.EMPTY
            : range.end().length == 0 ? OPEN_END : ByteString.copyFrom(range.end());
    EtcdError refused =
        replica.authority().refusal(credentials, (now, caller) -> now.mayRead(caller, key, end));
    return refused == null ? null : refused.asException();
  }

  Replica replica() {
    return replica;
  }

  /** Runs a transaction through the log. */
  public CompletableFuture<OpResult.TxnResult> txn(TxnRequest request) {
    return propose(CommandKind.TXN, request.toByteArray())
        .thenApply(outcome -> (OpResult.TxnResult) ((Outcome.Executed) outcome).result());
  }

  /**
   * Deletes one key.
   *
   * @param key not empty
   */
  public CompletableFuture<OpResult.DeleteResult> delete(ByteString key) {
    if (key.isEmpty()) {
      return CompletableFuture.failedFuture(EtcdError.EMPTY_KEY.asException());
    }
    byte[] body = DeleteRangeRequest.newBuilder().setKey(key).build().toByteArray();
    return propose(CommandKind.DELETE_RANGE, body)
        .thenApply(outcome -> (OpResult.DeleteResult) ((Outcome.Executed) outcome).result());
  }

  /** Grants a lease with an id of the server's choice; the id. */
  public CompletableFuture<Long> grantLease(long ttlSeconds) {
    long id = Math.max(1, replica.nextRequestId() & Long.MAX_VALUE);
    byte[] body = LeaseGrantRequest.newBuilder().setID(id).setTTL(ttlSeconds).build().toByteArray();
    return propose(CommandKind.LEASE_GRANT, body)
        .thenApply(outcome -> ((Outcome.LeaseGranted) outcome).id());
  }

  private CompletableFuture<Outcome> propose(CommandKind kind, byte[] body) {
    CompletableFuture<Outcome> done = new CompletableFuture<>();
    onBehalf.propose(
        kind,
        body,
        outcome -> {
          if (outcome instanceof Outcome.Failed failed) {
            done.completeExceptionally(failed.error().asException());
          } else {
            done.complete(outcome);
          }
        });
    return done;
  }

  /** Reads with everything in view that was acknowledged anywhere; in the background. */
  public CompletableFuture<OpResult.RangeResult> read(Op.Range range) {
    CompletableFuture<OpResult.RangeResult> done = new CompletableFuture<>();
    replica.linearize(
        new ReadReply() {
          @Override
          public void ready(View view) {
            StatusRuntimeException refused = refusal(range.range());
            if (refused != null) {
              done.completeExceptionally(refused);
              return;
            }
            boolean taken = replica.execute(() -> complete(done, view, range));
            if (!taken) {
              failed(EtcdError.REQUEST_TOO_MANY_REQUESTS);
            }
          }

          @Override
          public void failed(EtcdError error) {
            done.completeExceptionally(error.asException());
          }
        });
    return done;
  }

  private static void complete(
      CompletableFuture<OpResult.RangeResult> done, View view, Op.Range range) {
    OpResult.RangeResult result;
    try {
      result = view.range(range);
    } catch (RuntimeException e) {
      done.completeExceptionally(e);
      return;
    }
    done.complete(result);
  }
}
