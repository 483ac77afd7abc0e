package dev.balsa.server.api;

import static dev.balsa.server.api.Calls.bytes;
import static dev.balsa.server.api.Calls.fails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.balsa.api.CompactionRequest;
import dev.balsa.api.Compare;
import dev.balsa.api.DeleteRangeRequest;
import dev.balsa.api.DeleteRangeResponse;
import dev.balsa.api.KVGrpc;
import dev.balsa.api.KeyValue;
import dev.balsa.api.PutRequest;
import dev.balsa.api.PutResponse;
import dev.balsa.api.RangeRequest;
import dev.balsa.api.RangeResponse;
import dev.balsa.api.RequestOp;
import dev.balsa.api.ResponseHeader;
import dev.balsa.api.ResponseOp;
import dev.balsa.api.TxnRequest;
import dev.balsa.api.TxnResponse;
import dev.balsa.server.errors.EtcdError;
import dev.balsa.server.http.ServerFixture;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KvServiceTest {

  private final ServerFixture server = new ServerFixture();
  private final KVGrpc.KVBlockingStub kv = KVGrpc.newBlockingStub(server.channel);

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void answersAPutWithACompleteHeader() {
    PutResponse response = kv.put(put("foo", "bar").build());
    assertEquals(header(2), response.getHeader());
    assertFalse(response.hasPrevKv());
  }

  @Test
  void returnsThePreviousKeyValueOfAPut() {
    kv.put(put("foo", "old").build());
    PutResponse response = kv.put(put("foo", "new").setPrevKv(true).build());
    assertEquals(keyValue("foo", "old", 2, 2, 1), response.getPrevKv());
    assertEquals(3, response.getHeader().getRevision());
  }

  @Test
  void readsWhatWasPut() {
    kv.put(put("foo", "bar").build());
    RangeResponse response = kv.range(key("foo").build());
    assertEquals(header(2), response.getHeader());
    assertEquals(List.of(keyValue("foo", "bar", 2, 2, 1)), response.getKvsList());
    assertEquals(1, response.getCount());
    assertFalse(response.getMore());
  }

  @Test
  void readsAtARevisionButReportsTheCurrentOne() {
    kv.put(put("foo", "old").build());
    kv.put(put("foo", "new").build());
    RangeResponse response = kv.range(key("foo").setRevision(2).build());
    assertEquals("old", response.getKvs(0).getValue().toStringUtf8());
    assertEquals(3, response.getHeader().getRevision());
  }

  @Test
  void cutsAtTheLimitAndCountsTheRest() {
    putKeys("a", "b", "c");
    RangeResponse response = kv.range(all().setLimit(2).build());
    assertEquals(List.of("a", "b"), keysOf(response));
    assertTrue(response.getMore());
    assertEquals(3, response.getCount());
  }

  @Test
  void sortsAndFilters() {
    putKeys("a", "b", "c");
    RangeResponse response =
        kv.range(
            all()
                .setSortOrder(RangeRequest.SortOrder.DESCEND)
                .setSortTarget(RangeRequest.SortTarget.MOD)
                .setMinModRevision(3)
                .build());
    assertEquals(List.of("c", "b"), keysOf(response));
    assertEquals(3, response.getCount());
  }

  @Test
  void countsWithoutKeys() {
    putKeys("a", "b", "c");
    RangeResponse response = kv.range(all().setCountOnly(true).build());
    assertEquals(0, response.getKvsCount());
    assertEquals(3, response.getCount());
  }

  @Test
  void leavesValuesOutOfKeysOnly() {
    putKeys("a");
    KeyValue found = kv.range(all().setKeysOnly(true).build()).getKvs(0);
    assertEquals(keyValue("a", "", 2, 2, 1), found);
  }

  @Test
  void answersAnEmptyRangeWithNothing() {
    putKeys("a");
    RangeResponse response = kv.range(key("z").setRangeEnd(bytes("a")).build());
    assertEquals(0, response.getKvsCount());
    assertEquals(0, response.getCount());
  }

  @Test
  void refusesARangeInEtcdsOrder() {
    fails(EtcdError.EMPTY_KEY, () -> kv.range(RangeRequest.newBuilder().build()));
    fails(
        EtcdError.EMPTY_KEY,
        () -> kv.range(RangeRequest.newBuilder().setSortOrderValue(9).build()));
    fails(EtcdError.INVALID_SORT_OPTION, () -> kv.range(key("a").setSortOrderValue(3).build()));
    fails(EtcdError.INVALID_SORT_OPTION, () -> kv.range(key("a").setSortTargetValue(-1).build()));
    fails(EtcdError.FUTURE_REV, () -> kv.range(key("a").setRevision(99).build()));
  }

  @Test
  void passesOnWhyALinearizableReadFailed() {
    server.replica.readFailure = EtcdError.LEADER_CHANGED;
    fails(EtcdError.LEADER_CHANGED, () -> kv.range(key("a").build()));
    fails(EtcdError.LEADER_CHANGED, () -> kv.range(all().build()));
    assertEquals(0, kv.range(key("a").setSerializable(true).build()).getCount());
  }

  @Test
  void refusesALongReadWhenTooManyWait() {
    server.replica.full = true;
    fails(EtcdError.REQUEST_TOO_MANY_REQUESTS, () -> kv.range(all().build()));
    assertEquals(0, kv.range(key("a").build()).getCount());
  }

  @Test
  void readsBelowTheCompactionAreCompacted() {
    putKeys("a", "a", "a");
    assertEquals(header(4), kv.compact(compact(3)).getHeader());
    fails(EtcdError.COMPACTED, () -> kv.range(key("a").setRevision(2).build()));
    assertEquals(1, kv.range(key("a").setRevision(3).build()).getCount());
  }

  @Test
  void refusesACompactionOfWhatIsCompactedOrToCome() {
    putKeys("a", "a");
    kv.compact(compact(3).toBuilder().setPhysical(true).build());
    fails(EtcdError.COMPACTED, () -> kv.compact(compact(3)));
    fails(EtcdError.FUTURE_REV, () -> kv.compact(compact(4)));
  }

  @Test
  void refusesAPutInEtcdsOrder() {
    PutRequest.Builder worst =
        PutRequest.newBuilder()
            .setValue(bytes("v"))
            .setLease(5)
            .setIgnoreValue(true)
            .setIgnoreLease(true);
    fails(EtcdError.EMPTY_KEY, () -> kv.put(worst.build()));
    fails(EtcdError.VALUE_PROVIDED, () -> kv.put(worst.setKey(bytes("k")).build()));
    fails(EtcdError.LEASE_PROVIDED, () -> kv.put(worst.clearValue().build()));
    fails(EtcdError.KEY_NOT_FOUND, () -> kv.put(worst.clearLease().build()));
    fails(EtcdError.LEASE_NOT_FOUND, () -> kv.put(put("k", "v").setLease(77).build()));
  }

  @Test
  void refusesWithoutRoomBeforeItLooksAtTheFields() {
    server.replica.hasRoom = false;
    fails(EtcdError.NO_SPACE, () -> kv.put(PutRequest.newBuilder().build()));
    fails(
        EtcdError.NO_SPACE,
        () -> kv.txn(txn(RequestOp.newBuilder().setRequestPut(put("", "")).build())));
    fails(EtcdError.EMPTY_KEY, () -> kv.deleteRange(DeleteRangeRequest.newBuilder().build()));
  }

  @Test
  void refusesALogEntryThatIsTooLarge() {
    ByteString large = ByteString.copyFrom(new byte[1_572_864]);
    fails(EtcdError.REQUEST_TOO_LARGE, () -> kv.put(put("k", "").setValue(large).build()));
  }

  @Test
  void takesALogEntryJustBelowTheLimit() {
    ByteString large = ByteString.copyFrom(new byte[1_572_864 - 64]);
    kv.put(put("k", "").setValue(large).build());
    assertEquals(large, kv.range(key("k").build()).getKvs(0).getValue());
  }

  @Test
  void passesOnWhyAWriteFailed() {
    server.replica.writeFailure = EtcdError.TIMEOUT;
    fails(EtcdError.TIMEOUT, () -> kv.put(put("k", "v").build()));
  }

  @Test
  void deletesARangeAndReturnsWhatWasThere() {
    putKeys("a", "b", "c");
    DeleteRangeResponse response =
        kv.deleteRange(
            DeleteRangeRequest.newBuilder()
                .setKey(bytes("a"))
                .setRangeEnd(bytes("c"))
                .setPrevKv(true)
                .build());
    assertEquals(2, response.getDeleted());
    assertEquals(5, response.getHeader().getRevision());
    assertEquals(
        List.of(keyValue("a", "va", 2, 2, 1), keyValue("b", "vb", 3, 3, 1)),
        response.getPrevKvsList());
  }

  @Test
  void deletingNothingKeepsTheRevision() {
    DeleteRangeResponse response =
        kv.deleteRange(DeleteRangeRequest.newBuilder().setKey(bytes("a")).build());
    assertEquals(0, response.getDeleted());
    assertEquals(header(1), response.getHeader());
  }

  @Test
  void runsATransactionWithAllKindsOfOperations() {
    kv.put(put("a", "1").build());
    TxnRequest nested = txn(RequestOp.newBuilder().setRequestPut(put("n", "3")).build());
    TxnResponse response =
        kv.txn(
            TxnRequest.newBuilder()
                .addCompare(
                    Compare.newBuilder()
                        .setKey(bytes("a"))
                        .setTarget(Compare.CompareTarget.VALUE)
                        .setValue(bytes("1")))
                .addSuccess(RequestOp.newBuilder().setRequestRange(key("a")))
                .addSuccess(RequestOp.newBuilder().setRequestPut(put("b", "2").setPrevKv(true)))
                .addSuccess(RequestOp.newBuilder().setRequestDeleteRange(delete("a")))
                .addSuccess(RequestOp.newBuilder().setRequestTxn(nested))
                .build());
    assertTrue(response.getSucceeded());
    assertEquals(header(3), response.getHeader());
    assertEquals(4, response.getResponsesCount());
    assertEquals(innerHeader(2), response.getResponses(0).getResponseRange().getHeader());
    assertEquals(
        "1", response.getResponses(0).getResponseRange().getKvs(0).getValue().toStringUtf8());
    assertEquals(innerHeader(3), response.getResponses(1).getResponsePut().getHeader());
    assertEquals(1, response.getResponses(2).getResponseDeleteRange().getDeleted());
    ResponseOp inner = response.getResponses(3);
    assertTrue(inner.getResponseTxn().getSucceeded());
    assertEquals(
        innerHeader(3), inner.getResponseTxn().getResponses(0).getResponsePut().getHeader());
  }

  @Test
  void runsTheOtherBranchWhenACompareFails() {
    TxnResponse response =
        kv.txn(
            TxnRequest.newBuilder()
                .addCompare(Compare.newBuilder().setKey(bytes("a")).setVersion(5))
                .addSuccess(RequestOp.newBuilder().setRequestPut(put("x", "1")))
                .addFailure(RequestOp.newBuilder().setRequestPut(put("y", "1")))
                .build());
    assertFalse(response.getSucceeded());
    assertEquals(List.of("y"), keysOf(kv.range(all().build())));
  }

  @Test
  void answersAReadOnlyTransactionWithoutTheLog() {
    putKeys("a");
    long before = server.replica.status().appliedIndex();
    TxnResponse response = kv.txn(txn(RequestOp.newBuilder().setRequestRange(key("a")).build()));
    assertEquals(
        "va", response.getResponses(0).getResponseRange().getKvs(0).getValue().toStringUtf8());
    assertEquals(header(2), response.getHeader());
    assertEquals(before, server.replica.status().appliedIndex());
  }

  @Test
  void readsOnlySerializableWhenAllRangesAgree() {
    server.replica.readFailure = EtcdError.TIMEOUT;
    RequestOp local =
        RequestOp.newBuilder().setRequestRange(key("a").setSerializable(true)).build();
    RequestOp linear = RequestOp.newBuilder().setRequestRange(key("a")).build();
    assertEquals(2, kv.txn(txn(local, local)).getResponsesCount());
    assertTrue(kv.txn(TxnRequest.getDefaultInstance()).getSucceeded());
    fails(EtcdError.TIMEOUT, () -> kv.txn(txn(local, linear)));
  }

  @Test
  void refusesATransactionThatReadsTheFuture() {
    RequestOp future = RequestOp.newBuilder().setRequestRange(key("a").setRevision(50)).build();
    fails(EtcdError.FUTURE_REV, () -> kv.txn(txn(future)));
    RequestOp put = RequestOp.newBuilder().setRequestPut(put("b", "1")).build();
    fails(EtcdError.FUTURE_REV, () -> kv.txn(txn(put, future)));
    assertEquals(0, kv.range(all().build()).getCount());
  }

  @Test
  void takesATransactionAsDeepAsTheBudgetAllows() {
    TxnRequest txn = txn(RequestOp.newBuilder().setRequestPut(put("deep", "1")).build());
    for (int i = 1; i < 127; i++) {
      txn = txn(RequestOp.newBuilder().setRequestTxn(txn).build());
    }
    Compare never = Compare.newBuilder().setKey(bytes("a")).setVersion(5).build();
    TxnRequest deepest =
        txn(RequestOp.newBuilder().setRequestTxn(txn).build()).toBuilder()
            .addCompare(never)
            .build();
    assertFalse(kv.txn(deepest).getSucceeded());
    TxnRequest deeper = txn(RequestOp.newBuilder().setRequestTxn(deepest).build());
    fails(EtcdError.TOO_MANY_OPS, () -> kv.txn(deeper));
  }

  private void putKeys(String... keys) {
    for (String key : keys) {
      kv.put(put(key, "v" + key).build());
    }
  }

  private static TxnRequest txn(RequestOp... ops) {
    return TxnRequest.newBuilder().addAllSuccess(List.of(ops)).build();
  }

  private static PutRequest.Builder put(String key, String value) {
    return PutRequest.newBuilder().setKey(bytes(key)).setValue(bytes(value));
  }

  private static DeleteRangeRequest.Builder delete(String key) {
    return DeleteRangeRequest.newBuilder().setKey(bytes(key));
  }

  private static RangeRequest.Builder key(String key) {
    return RangeRequest.newBuilder().setKey(bytes(key));
  }

  private static RangeRequest.Builder all() {
    ByteString zero = ByteString.copyFrom(new byte[] {0});
    return RangeRequest.newBuilder().setKey(zero).setRangeEnd(zero);
  }

  private static CompactionRequest compact(long revision) {
    return CompactionRequest.newBuilder().setRevision(revision).build();
  }

  private static List<String> keysOf(RangeResponse response) {
    return response.getKvsList().stream().map(kv -> kv.getKey().toStringUtf8()).toList();
  }

  private static KeyValue keyValue(String key, String value, long create, long mod, long version) {
    return KeyValue.newBuilder()
        .setKey(bytes(key))
        .setValue(bytes(value))
        .setCreateRevision(create)
        .setModRevision(mod)
        .setVersion(version)
        .build();
  }

  private static ResponseHeader header(long revision) {
    return innerHeader(revision).toBuilder()
        .setClusterId(DirectReplica.CLUSTER_ID)
        .setMemberId(DirectReplica.MEMBER_ID)
        .setRaftTerm(DirectReplica.TERM)
        .build();
  }

  private static ResponseHeader innerHeader(long revision) {
    return ResponseHeader.newBuilder().setRevision(revision).build();
  }
}
