package dev.balsa.server.apply;

import dev.balsa.api.DeleteRangeRequest;
import dev.balsa.api.PutRequest;
import dev.balsa.api.RangeRequest;
import dev.balsa.api.RequestOp;
import dev.balsa.api.TxnRequest;
import dev.balsa.mvcc.Compare;
import dev.balsa.mvcc.KeyRange;
import dev.balsa.mvcc.Op;
import dev.balsa.mvcc.SortOrder;
import dev.balsa.mvcc.SortTarget;
import java.util.ArrayList;
import java.util.List;

/**
 * From the wire's requests to the store's operations. Checks nothing: requests were checked before
 * they were proposed.
 */
public final class OpDecoder {

  private static final byte[] NOTHING = {};

  private OpDecoder() {}

  /** A range request. */
  public static Op.Range range(RangeRequest r) {
    return new Op.Range(
        KeyRange.of(r.getKey().toByteArray(), r.getRangeEnd().toByteArray()),
        r.getLimit(),
        r.getRevision(),
        sortOrder(r.getSortOrder()),
        sortTarget(r.getSortTarget()),
        r.getKeysOnly(),
        r.getCountOnly(),
        r.getMinModRevision(),
        r.getMaxModRevision(),
        r.getMinCreateRevision(),
        r.getMaxCreateRevision());
  }

  /** A put request. */
  public static Op.Put put(PutRequest r) {
    return new Op.Put(
        r.getKey().toByteArray(),
        r.getValue().toByteArray(),
        r.getLease(),
        r.getPrevKv(),
        r.getIgnoreValue(),
        r.getIgnoreLease());
  }

  /** A delete request. */
  public static Op.Delete delete(DeleteRangeRequest r) {
    return new Op.Delete(
        KeyRange.of(r.getKey().toByteArray(), r.getRangeEnd().toByteArray()), r.getPrevKv());
  }

  /** A transaction, with those inside it. */
  public static Op.Txn txn(TxnRequest r) {
    List<Compare> compares = new ArrayList<>(r.getCompareCount());
    for (dev.balsa.api.Compare c : r.getCompareList()) {
      compares.add(compare(c));
    }
    return new Op.Txn(compares, ops(r.getSuccessList()), ops(r.getFailureList()));
  }

  private static List<Op> ops(List<RequestOp> requests) {
    List<Op> ops = new ArrayList<>(requests.size());
    for (RequestOp request : requests) {
      ops.add(op(request));
    }
    return ops;
  }

  private static Op op(RequestOp request) {
    return switch (request.getRequestCase()) {
      case REQUEST_RANGE -> range(request.getRequestRange());
      case REQUEST_PUT -> put(request.getRequestPut());
      case REQUEST_DELETE_RANGE -> delete(request.getRequestDeleteRange());
      case REQUEST_TXN -> txn(request.getRequestTxn());
      case REQUEST_NOT_SET ->
          throw new IllegalArgumentException("an operation without content got past the checks");
    };
  }

  private static Compare compare(dev.balsa.api.Compare c) {
    long number = 0;
    byte[] value = NOTHING;
    Compare.Target target =
        switch (c.getTarget()) {
          case CREATE -> Compare.Target.CREATE;
          case MOD -> Compare.Target.MOD;
          case VALUE -> Compare.Target.VALUE;
          case LEASE -> Compare.Target.LEASE;
          case VERSION -> Compare.Target.VERSION;
          default -> Compare.Target.UNKNOWN;
        };
    // etcd reads the operand that belongs to the target; one given for another target counts as
    // zero.
    switch (c.getTarget()) {
      case CREATE -> number = c.getCreateRevision();
      case MOD -> number = c.getModRevision();
      case VALUE -> value = c.getValue().toByteArray();
      case LEASE -> number = c.getLease();
      default -> number = c.getVersion();
    }
    Compare.Result result =
        switch (c.getResult()) {
          case EQUAL -> Compare.Result.EQUAL;
          case GREATER -> Compare.Result.GREATER;
          case LESS -> Compare.Result.LESS;
          case NOT_EQUAL -> Compare.Result.NOT_EQUAL;
          default -> Compare.Result.UNKNOWN;
        };
    KeyRange range = KeyRange.of(c.getKey().toByteArray(), c.getRangeEnd().toByteArray());
    return new Compare(range, target, result, number, value);
  }

  private static SortOrder sortOrder(RangeRequest.SortOrder order) {
    return switch (order) {
      case ASCEND -> SortOrder.ASCEND;
      case DESCEND -> SortOrder.DESCEND;
      default -> SortOrder.NONE;
    };
  }

  private static SortTarget sortTarget(RangeRequest.SortTarget target) {
    return switch (target) {
      case VERSION -> SortTarget.VERSION;
      case CREATE -> SortTarget.CREATE;
      case MOD -> SortTarget.MOD;
      case VALUE -> SortTarget.VALUE;
      default -> SortTarget.KEY;
    };
  }
}
