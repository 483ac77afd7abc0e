package dev.balsa.server.auth;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.balsa.api.Compare;
import dev.balsa.api.DeleteRangeRequest;
import dev.balsa.api.PutRequest;
import dev.balsa.api.RangeRequest;
import dev.balsa.api.RequestOp;
import dev.balsa.api.TxnRequest;
import dev.balsa.server.errors.EtcdError;
import java.util.List;
import java.util.function.LongFunction;

/**
 * Which permissions a request of the KV and Lease services needs. Null if they are there, else
 * etcd's error; the first thing that is missing decides which.
 *
 * <p>A transaction needs the permissions of everything inside it, in both branches and at every
 * depth, whichever of them will run.
 */
public final class RequestRights {

  private final AuthSnapshot now;
  private final Caller caller;
  private final LongFunction<List<byte[]>> keysOfLease;

  /**
   * @param keysOfLease the keys that a lease holds; none where it is not known or does not exist
   */
  public RequestRights(AuthSnapshot now, Caller caller, LongFunction<List<byte[]>> keysOfLease) {
    this.now = now;
    this.caller = caller;
    this.keysOfLease = keysOfLease;
  }

  /** What a read needs. */
  public EtcdError range(RangeRequest r) {
    return now.mayRead(caller, r.getKey(), r.getRangeEnd());
  }

  /**
   * What a put needs: to write the key, to read it for its former value, and to write what the
   * lease holds already, because who can attach a key could not revoke the lease otherwise.
   */
  public EtcdError put(PutRequest r) {
    EtcdError refused = now.mayWrite(caller, r.getKey(), ByteString.EMPTY);
    if (refused == null && r.getLease() != 0) {
      refused = lease(r.getLease());
    }
    if (refused == null && r.getPrevKv()) {
      refused = now.mayRead(caller, r.getKey(), ByteString.EMPTY);
    }
    return refused;
  }

  /** What a deletion needs. */
  public EtcdError delete(DeleteRangeRequest r) {
    EtcdError refused = now.mayWrite(caller, r.getKey(), r.getRangeEnd());
    return refused == null && r.getPrevKv()
        ? now.mayRead(caller, r.getKey(), r.getRangeEnd())
        : refused;
  }

  /** What a transaction needs. */
  public EtcdError txn(TxnRequest r) {
    for (Compare compare : r.getCompareList()) {
      EtcdError refused = now.mayRead(caller, compare.getKey(), compare.getRangeEnd());
      if (refused != null) {
        return refused;
      }
    }
    EtcdError refused = branch(r.getSuccessList());
    return refused != null ? refused : branch(r.getFailureList());
  }

  private EtcdError branch(List<RequestOp> ops) {
    for (RequestOp op : ops) {
      EtcdError refused =
          switch (op.getRequestCase()) {
            case REQUEST_RANGE -> range(op.getRequestRange());
            case REQUEST_PUT -> put(op.getRequestPut());
            case REQUEST_DELETE_RANGE -> delete(op.getRequestDeleteRange());
            case REQUEST_TXN -> txn(op.getRequestTxn());
            case REQUEST_NOT_SET -> null;
          };
      if (refused != null) {
        return refused;
      }
    }
    return null;
  }

  /** What it needs to revoke a lease, renew it, or attach a key to it. */
  public EtcdError lease(long leaseId) {
    return now.mayAdminister(caller) == null ? null : keysWritable(keysOfLease.apply(leaseId));
  }

  private EtcdError keysWritable(List<byte[]> keys) {
    for (byte[] key : keys) {
      EtcdError refused =
          now.mayWrite(caller, UnsafeByteOperations.unsafeWrap(key), ByteString.EMPTY);
      if (refused != null) {
        return refused;
      }
    }
    return null;
  }

  /** What it needs to be told the keys of a lease. */
  public EtcdError keysReadable(List<byte[]> keys) {
    if (now.mayAdminister(caller) == null) {
      return null;
    }
    for (byte[] key : keys) {
      EtcdError refused =
          now.mayRead(caller, UnsafeByteOperations.unsafeWrap(key), ByteString.EMPTY);
      if (refused != null) {
        return refused;
      }
    }
    return null;
  }
}
