package dev.balsa.server.apply;

import dev.balsa.api.PutRequest;
import dev.balsa.api.RequestOp;
import dev.balsa.api.TxnRequest;
import java.util.List;

/** What a request may add to the store, as the quota counts it. */
public final class TxnCost {

  /** What etcd adds to a put's key and value for metadata. */
  static final int KEY_VALUE_OVERHEAD_BYTES = 256;

  /** What etcd charges for a lease. */
  public static final int LEASE_BYTES = 64;

  private TxnCost() {}

  /** Bytes that a put may add. */
  public static long put(PutRequest put) {
    return (long) KEY_VALUE_OVERHEAD_BYTES + put.getKey().size() + put.getValue().size();
  }

  /**
   * Bytes that a transaction may add: those of the more expensive branch, transactions inside it
   * included.
   */
  public static long puts(TxnRequest txn) {
    return Math.max(puts(txn.getSuccessList()), puts(txn.getFailureList()));
  }

  private static long puts(List<RequestOp> ops) {
    long sum = 0;
    for (RequestOp op : ops) {
      switch (op.getRequestCase()) {
        case REQUEST_PUT -> sum += put(op.getRequestPut());
        case REQUEST_TXN -> sum += puts(op.getRequestTxn());
        default -> {
          // adds nothing
        }
      }
    }
    return sum;
  }
}
