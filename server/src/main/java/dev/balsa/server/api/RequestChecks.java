package dev.balsa.server.api;

import dev.balsa.api.Compare;
import dev.balsa.api.DeleteRangeRequest;
import dev.balsa.api.PutRequest;
import dev.balsa.api.RangeRequest;
import dev.balsa.api.RequestOp;
import dev.balsa.api.TxnRequest;
import dev.balsa.server.errors.EtcdError;
import java.util.List;

/**
 * The checks that need nothing but the request, in etcd's order, so that a request with several
 * faults is answered with the same one. Each method returns null if there is no fault.
 */
final class RequestChecks {

  private RequestChecks() {}

  static EtcdError range(RangeRequest request) {
    if (request.getKey().isEmpty()) {
      return EtcdError.EMPTY_KEY;
    } else if (request.getSortOrder() == RangeRequest.SortOrder.UNRECOGNIZED
        || request.getSortTarget() == RangeRequest.SortTarget.UNRECOGNIZED) {
      return EtcdError.INVALID_SORT_OPTION;
    }
    return null;
  }

  /** What a stream of pages cannot do beyond the faults of every range. */
  static EtcdError rangeStream(RangeRequest request) {
    EtcdError fault = range(request);
    if (fault != null) {
      return fault;
    } else if (!isInKeyOrder(request)) {
      return EtcdError.RANGE_STREAM_SORT_ORDER;
    } else if (hasRevisionFilters(request)) {
      return EtcdError.RANGE_STREAM_REVISION_FILTER;
    }
    return null;
  }

  static EtcdError put(PutFields put) {
    return put(
        put.keyBytes() == 0,
        put.ignoreValue() && put.valueBytes() > 0,
        put.ignoreLease() && put.lease() != 0);
  }

  private static EtcdError put(PutRequest put) {
    return put(
        put.getKey().isEmpty(),
        put.getIgnoreValue() && !put.getValue().isEmpty(),
        put.getIgnoreLease() && put.getLease() != 0);
  }

  private static EtcdError put(boolean keyMissing, boolean valueGiven, boolean leaseGiven) {
    if (keyMissing) {
      return EtcdError.EMPTY_KEY;
    } else if (valueGiven) {
      return EtcdError.VALUE_PROVIDED;
    }
    return leaseGiven ? EtcdError.LEASE_PROVIDED : null;
  }

  static EtcdError deleteRange(DeleteRangeRequest request) {
    return request.getKey().isEmpty() ? EtcdError.EMPTY_KEY : null;
  }

  /**
   * Checks a transaction with everything inside it.
   *
   * @param maxOps how many operations it may have; what it uses is taken from what a transaction
   *     inside it may have
   */
  static EtcdError txn(TxnRequest request, int maxOps) {
    EtcdError fault = operations(request, maxOps);
    if (fault != null) {
      return fault;
    }
    boolean conflict =
        TxnKeys.conflict(request.getSuccessList()) || TxnKeys.conflict(request.getFailureList());
    return conflict ? EtcdError.DUPLICATE_KEY : null;
  }

  private static EtcdError operations(TxnRequest request, int maxOps) {
    int ops =
        Math.max(
            request.getCompareCount(),
            Math.max(request.getSuccessCount(), request.getFailureCount()));
    if (ops > maxOps) {
      return EtcdError.TOO_MANY_OPS;
    }
    for (Compare compare : request.getCompareList()) {
      if (compare.getKey().isEmpty()) {
        return EtcdError.EMPTY_KEY;
      }
    }
    EtcdError fault = branch(request.getSuccessList(), maxOps - ops);
    return fault != null ? fault : branch(request.getFailureList(), maxOps - ops);
  }

  private static EtcdError branch(List<RequestOp> ops, int maxNestedOps) {
    for (RequestOp op : ops) {
      EtcdError fault = operation(op, maxNestedOps);
      if (fault != null) {
        return fault;
      }
    }
    return null;
  }

  private static EtcdError operation(RequestOp op, int maxNestedOps) {
    return switch (op.getRequestCase()) {
      case REQUEST_RANGE -> range(op.getRequestRange());
      case REQUEST_PUT -> put(op.getRequestPut());
      case REQUEST_DELETE_RANGE -> deleteRange(op.getRequestDeleteRange());
      case REQUEST_TXN -> operations(op.getRequestTxn(), maxNestedOps);
      case REQUEST_NOT_SET -> EtcdError.KEY_NOT_FOUND; // etcd's answer, odd as it is
    };
  }

  private static boolean isInKeyOrder(RangeRequest request) {
    return request.getSortTarget() == RangeRequest.SortTarget.KEY
        && request.getSortOrder() != RangeRequest.SortOrder.DESCEND;
  }

  private static boolean hasRevisionFilters(RangeRequest request) {
    return request.getMinModRevision() != 0
        || request.getMaxModRevision() != 0
        || request.getMinCreateRevision() != 0
        || request.getMaxCreateRevision() != 0;
  }
}
