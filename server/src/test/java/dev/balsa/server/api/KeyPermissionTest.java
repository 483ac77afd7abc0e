package dev.balsa.server.api;

import static dev.balsa.server.api.Calls.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.ByteString;
import dev.balsa.api.AuthUserAddRequest;
import dev.balsa.api.Compare;
import dev.balsa.api.KVGrpc;
import dev.balsa.api.PutResponse;
import dev.balsa.api.RangeStreamResponse;
import dev.balsa.api.RequestOp;
import dev.balsa.api.TxnRequest;
import dev.balsa.api.UserAddOptions;
import dev.balsa.api.WatchCreateRequest;
import dev.balsa.api.WatchGrpc;
import dev.balsa.api.WatchRequest;
import dev.balsa.api.WatchResponse;
import dev.balsa.server.errors.EtcdError;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Which keys somebody may read, write and watch. */
class KeyPermissionTest extends AmongPeople {

  @Test
  void aReadNeedsTheWholeRange() {
    assertEquals(1, kv(alice).range(range("a/1", ONE)).getCount());
    assertTrue(kv(alice).range(range("a/", bytes("a0"))).getCount() > 0);
    denied(() -> kv(alice).range(range("a/", bytes("a1"))));
    denied(() -> kv(alice).range(range("a/", People.OPEN)));
    denied(() -> kv(alice).range(range("r", ONE)));
    denied(() -> kv(alice).range(range("a/", bytes("a1")).toBuilder().setCountOnly(true).build()));
    denied(() -> kv(alice).range(range("r", ONE).toBuilder().setSerializable(true).build()));
    denied(() -> kv(writer).range(range("w", ONE)));
    assertEquals(1, kv(reader).range(range("r", ONE)).getCount());
    assertTrue(kv(root).range(range("a", People.OPEN)).getCount() >= 3);
  }

  @Test
  void aStreamOfPagesNeedsItToo() throws Exception {
    StreamProbe<RangeStreamResponse> probe = new StreamProbe<>();
    KVGrpc.newStub(alice).rangeStream(range("a/", bytes("a1")), probe);
    probe.endsWith(EtcdError.PERMISSION_DENIED);
    StreamProbe<RangeStreamResponse> allowed = new StreamProbe<>();
    KVGrpc.newStub(alice).rangeStream(range("a/", bytes("a0")), allowed);
    allowed.next();
    assertEquals(Status.Code.OK, allowed.status().getCode());
  }

  @Test
  void aPutNeedsTheKeyAndItsFormerValueMustBeReadable() {
    put(writer, "w", "2");
    denied(() -> put(reader, "r", "2"));
    denied(() -> put(alice, "w", "2"));
    denied(() -> kv(writer).put(putOf("w", "2").setPrevKv(true).build()));
    assertTrue(kv(alice).put(putOf("a/p", "2").setPrevKv(true).build()).hasHeader());
  }

  @Test
  void aDeletionNeedsTheWholeRange() {
    denied(() -> kv(reader).deleteRange(delete("r", ONE).build()));
    denied(() -> kv(alice).deleteRange(delete("a/", People.OPEN).build()));
    denied(() -> kv(writer).deleteRange(delete("w", ONE).setPrevKv(true).build()));
    put(alice, "a/d", "1");
    assertEquals(
        1, kv(alice).deleteRange(delete("a/d", ONE).setPrevKv(true).build()).getPrevKvsCount());
  }

  @Test
  void aTransactionNeedsEverythingInsideWhicheverBranchRuns() {
    RequestOp mine = RequestOp.newBuilder().setRequestPut(putOf("a/t", "1")).build();
    RequestOp other = RequestOp.newBuilder().setRequestRange(range("r", ONE)).build();
    RequestOp otherDelete = RequestOp.newBuilder().setRequestDeleteRange(delete("r", ONE)).build();
    assertTrue(kv(alice).txn(TxnRequest.newBuilder().addSuccess(mine).build()).getSucceeded());
    denied(() -> kv(alice).txn(TxnRequest.newBuilder().addSuccess(mine).addFailure(other).build()));
    denied(() -> kv(alice).txn(TxnRequest.newBuilder().addSuccess(other).build()));
    denied(() -> kv(alice).txn(TxnRequest.newBuilder().addFailure(otherDelete).build()));
    Compare.Builder compare = Compare.newBuilder().setKey(bytes("r"));
    denied(() -> kv(alice).txn(TxnRequest.newBuilder().addCompare(compare).build()));
    Compare.Builder open = Compare.newBuilder().setKey(bytes("a/1")).setRangeEnd(People.OPEN);
    denied(() -> kv(alice).txn(TxnRequest.newBuilder().addCompare(open).build()));
    RequestOp blindPrevious =
        RequestOp.newBuilder().setRequestPut(putOf("w", "1").setPrevKv(true)).build();
    denied(() -> kv(writer).txn(TxnRequest.newBuilder().addSuccess(blindPrevious).build()));
  }

  /** CVE-2026-33343: what was inside a transaction inside a transaction was not asked for. */
  @Test
  void aTransactionInsideATransactionNeedsWhatItHasInside() {
    for (RequestOp forbidden :
        List.of(
            RequestOp.newBuilder().setRequestRange(range("r", ONE)).build(),
            RequestOp.newBuilder().setRequestPut(putOf("r", "1")).build(),
            RequestOp.newBuilder().setRequestDeleteRange(delete("r", ONE)).build())) {
      TxnRequest inner = TxnRequest.newBuilder().addFailure(forbidden).build();
      for (int depth = 0; depth < 3; depth++) {
        TxnRequest outer =
            TxnRequest.newBuilder().addSuccess(RequestOp.newBuilder().setRequestTxn(inner)).build();
        denied(() -> kv(alice).txn(outer));
        inner = outer;
      }
    }
    TxnRequest comparing =
        TxnRequest.newBuilder().addCompare(Compare.newBuilder().setKey(bytes("r"))).build();
    denied(
        () ->
            kv(alice)
                .txn(
                    TxnRequest.newBuilder()
                        .addSuccess(RequestOp.newBuilder().setRequestTxn(comparing))
                        .build()));
  }

  private WatchResponse watch(Channel who, String key, ByteString end) throws Exception {
    StreamProbe<WatchResponse> probe = new StreamProbe<>();
    StreamObserver<WatchRequest> requests = WatchGrpc.newStub(who).watch(probe);
    requests.onNext(
        WatchRequest.newBuilder()
            .setCreateRequest(WatchCreateRequest.newBuilder().setKey(bytes(key)).setRangeEnd(end))
            .build());
    WatchResponse response = probe.next();
    requests.onError(Status.CANCELLED.asException());
    return response;
  }

  private void watchDenied(Channel who, String key, ByteString end, String reason)
      throws Exception {
    WatchResponse response = watch(who, key, end);
    assertTrue(response.getCreated() && response.getCanceled());
    assertEquals(-1, response.getWatchId());
    assertEquals("rpc error: code = " + reason, response.getCancelReason());
  }

  @Test
  void aWatchNeedsTheWholeRange() throws Exception {
    assertFalse(watch(alice, "a/", bytes("a0")).getCanceled());
    String denied = "PermissionDenied desc = etcdserver: permission denied";
    watchDenied(alice, "r", ONE, denied);
    watchDenied(alice, "a/", bytes("a1"), denied);
    watchDenied(alice, "", People.OPEN, denied);
    watchDenied(server.channel, "r", ONE, "InvalidArgument desc = etcdserver: user name is empty");
    watchDenied(
        People.with("token", "x", server.channel),
        "r",
        ONE,
        "Unauthenticated desc = etcdserver: invalid auth token");
    assertFalse(watch(root, "", People.OPEN).getCanceled());
  }

  /** GHSA-xg4h-6gfc-h4m8: to read one key was enough to watch all keys behind it. */
  @Test
  void whoMayReadOneKeyMayNotWatchAllThatFollow() throws Exception {
    assertFalse(watch(reader, "r", ONE).getCanceled());
    watchDenied(reader, "r", People.OPEN, "PermissionDenied desc = etcdserver: permission denied");
  }

  @Test
  void nobodyNoticesThatOthersComeWhileTheyWrite() throws Exception {
    KVGrpc.KVFutureStub hers = KVGrpc.newFutureStub(people.as("alice"));
    for (int round = 0; round < 30; round++) {
      List<ListenableFuture<PutResponse>> puts = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        puts.add(hers.put(putOf("a/busy", "x").build()));
      }
      var unused =
          people
              .admin()
              .userAdd(
                  AuthUserAddRequest.newBuilder()
                      .setName("visitor" + round)
                      .setOptions(UserAddOptions.newBuilder().setNoPassword(true))
                      .build());
      for (ListenableFuture<PutResponse> put : puts) {
        assertTrue(put.get(20, TimeUnit.SECONDS).hasHeader());
      }
    }
  }
}
