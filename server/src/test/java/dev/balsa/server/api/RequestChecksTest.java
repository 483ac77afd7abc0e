package dev.balsa.server.api;

import static dev.balsa.server.api.Calls.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.google.protobuf.ByteString;
import dev.balsa.api.Compare;
import dev.balsa.api.DeleteRangeRequest;
import dev.balsa.api.PutRequest;
import dev.balsa.api.RangeRequest;
import dev.balsa.api.RequestOp;
import dev.balsa.api.TxnRequest;
import dev.balsa.server.errors.EtcdError;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequestChecksTest {

  private static final int MAX_OPS = 4;

  @Test
  void aTransactionMayHaveAsManyOperationsAsTheLimit() {
    RequestOp[] ops = {put("a"), put("b"), put("c"), put("d")};
    assertNull(check(ops));
    assertEquals(EtcdError.TOO_MANY_OPS, check(put("a"), put("b"), put("c"), put("d"), put("e")));
  }

  @Test
  void comparesAndBothBranchesCountByTheLargest() {
    TxnRequest.Builder txn = TxnRequest.newBuilder();
    for (int i = 0; i < MAX_OPS; i++) {
      txn.addCompare(Compare.newBuilder().setKey(bytes("k" + i)));
      txn.addSuccess(put("s" + i));
      txn.addFailure(put("f" + i));
    }
    assertNull(RequestChecks.txn(txn.build(), MAX_OPS));
    txn.addCompare(Compare.newBuilder().setKey(bytes("k")));
    assertEquals(EtcdError.TOO_MANY_OPS, RequestChecks.txn(txn.build(), MAX_OPS));
  }

  @Test
  void aNestedTransactionMayHaveWhatItsParentLeft() {
    assertNull(check(put("a"), nested(put("b"), put("c"))));
    assertEquals(EtcdError.TOO_MANY_OPS, check(put("a"), nested(put("b"), put("c"), put("d"))));
  }

  @Test
  void tooManyOperationsComeBeforeMissingKeys() {
    assertEquals(EtcdError.TOO_MANY_OPS, check(put(""), put(""), put(""), put(""), put("")));
  }

  @Test
  void everyCompareNeedsAKeyBeforeOperationsAreLookedAt() {
    TxnRequest txn =
        TxnRequest.newBuilder()
            .addCompare(Compare.getDefaultInstance())
            .addSuccess(RequestOp.getDefaultInstance())
            .build();
    assertEquals(EtcdError.EMPTY_KEY, RequestChecks.txn(txn, MAX_OPS));
  }

  @Test
  void anOperationWithoutContentIsAKeyNotFound() {
    assertEquals(EtcdError.KEY_NOT_FOUND, check(RequestOp.getDefaultInstance()));
    assertEquals(EtcdError.KEY_NOT_FOUND, check(nested(RequestOp.getDefaultInstance())));
  }

  @Test
  void operationsAreCheckedLikeRequests() {
    assertEquals(EtcdError.EMPTY_KEY, check(put("")));
    assertEquals(EtcdError.EMPTY_KEY, check(delete("", "")));
    assertEquals(EtcdError.EMPTY_KEY, check(range(RangeRequest.newBuilder())));
    assertEquals(
        EtcdError.INVALID_SORT_OPTION,
        check(range(RangeRequest.newBuilder().setKey(bytes("a")).setSortOrderValue(7))));
    assertEquals(
        EtcdError.VALUE_PROVIDED,
        check(putOp(putOf("a").setValue(bytes("v")).setIgnoreValue(true))));
    assertEquals(
        EtcdError.LEASE_PROVIDED, check(putOp(putOf("a").setLease(1).setIgnoreLease(true))));
  }

  @Test
  void faultsOfOperationsComeBeforeDuplicateKeys() {
    assertEquals(EtcdError.EMPTY_KEY, check(put("a"), put("a"), put("")));
  }

  @Test
  void aFaultInTheFailureBranchIsFoundToo() {
    TxnRequest txn = TxnRequest.newBuilder().addFailure(put("a")).addFailure(put("a")).build();
    assertEquals(EtcdError.DUPLICATE_KEY, RequestChecks.txn(txn, MAX_OPS));
  }

  @Test
  void aKeyMayNotBePutTwice() {
    assertEquals(EtcdError.DUPLICATE_KEY, check(put("a"), put("a")));
    assertNull(check(put("a"), put("b")));
  }

  @Test
  void aPutMayNotMeetADeleteInWhateverOrder() {
    assertEquals(EtcdError.DUPLICATE_KEY, check(put("b"), delete("a", "c")));
    assertEquals(EtcdError.DUPLICATE_KEY, check(delete("a", "c"), put("b")));
    assertEquals(EtcdError.DUPLICATE_KEY, check(delete("a", ""), put("a")));
    assertNull(check(delete("a", "c"), put("c")));
    assertNull(check(delete("a", ""), put("a\0")));
  }

  @Test
  void deletesMayOverlapAndRangesMayMeetAnything() {
    assertNull(check(delete("a", "m"), delete("c", "z"), delete("c", "")));
    RequestOp range = range(RangeRequest.newBuilder().setKey(bytes("a")).setRangeEnd(bytes("z")));
    assertNull(check(range, put("b"), delete("c", "d")));
  }

  @Test
  void aDeleteFromAKeyOnIsNotLookedAt() {
    assertNull(check(delete("a", "\0"), put("b")));
  }

  @Test
  void anEmptyDeleteMeetsNothing() {
    assertNull(check(delete("z", "a"), put("m")));
  }

  @Test
  void bothBranchesMayPutTheSameKey() {
    TxnRequest txn = TxnRequest.newBuilder().addSuccess(put("a")).addFailure(put("a")).build();
    assertNull(RequestChecks.txn(txn, MAX_OPS));
    RequestOp inner = RequestOp.newBuilder().setRequestTxn(txn).build();
    assertNull(check(inner));
    assertEquals(EtcdError.DUPLICATE_KEY, check(inner, put("a")));
  }

  @Test
  void aNestedPutMayNotMeetItsParentOrAnEarlierSibling() {
    assertEquals(EtcdError.DUPLICATE_KEY, check(nested(put("a")), put("a")));
    assertEquals(EtcdError.DUPLICATE_KEY, check(nested(put("b")), delete("a", "c")));
    assertEquals(EtcdError.DUPLICATE_KEY, check(nested(put("a")), nested(put("a"))));
    assertEquals(EtcdError.DUPLICATE_KEY, check(nested(delete("a", "c")), nested(put("b"))));
    assertEquals(EtcdError.DUPLICATE_KEY, check(nested(delete("a", "c")), put("b")));
  }

  @Test
  void aNestedPutMayMeetTheDeleteOfALaterSibling() {
    assertNull(check(nested(put("b")), nested(delete("a", "c"))));
  }

  private static EtcdError check(RequestOp... ops) {
    TxnRequest txn = TxnRequest.newBuilder().addAllSuccess(List.of(ops)).build();
    return RequestChecks.txn(txn, MAX_OPS);
  }

  static RequestOp nested(RequestOp... ops) {
    return RequestOp.newBuilder()
        .setRequestTxn(TxnRequest.newBuilder().addAllSuccess(Arrays.asList(ops)))
        .build();
  }

  static RequestOp put(String key) {
    return putOp(putOf(key));
  }

  private static PutRequest.Builder putOf(String key) {
    return PutRequest.newBuilder().setKey(bytes(key));
  }

  private static RequestOp putOp(PutRequest.Builder put) {
    return RequestOp.newBuilder().setRequestPut(put).build();
  }

  static RequestOp delete(String key, String end) {
    return RequestOp.newBuilder()
        .setRequestDeleteRange(
            DeleteRangeRequest.newBuilder()
                .setKey(bytes(key))
                .setRangeEnd(ByteString.copyFromUtf8(end)))
        .build();
  }

  private static RequestOp range(RangeRequest.Builder range) {
    return RequestOp.newBuilder().setRequestRange(range).build();
  }
}
