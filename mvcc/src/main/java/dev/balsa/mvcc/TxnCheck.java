package dev.balsa.mvcc;

import dev.balsa.mvcc.MvccException.Kind;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Looks for everything that could fail in the branches a transaction takes, before anything is
 * written: etcd's {@code checkTxn}. Puts that keep a value or lease are judged by the state before
 * the transaction.
 */
final class TxnCheck {

  private final RangeReader before;
  private final LeaseTable leases;

  /** Ranges deleted so far; a put behind them cannot keep what is gone. */
  private final List<KeyRange> deleted = new ArrayList<>();

  /** {@code leases} is null where no put can occur. */
  TxnCheck(RangeReader before, LeaseTable leases) {
    this.before = before;
    this.leases = leases;
  }

  /**
   * All puts are looked at before the first range: where both are at fault, clients hear of the
   * put.
   */
  void check(Op.Txn txn, List<Boolean> path) {
    checkPuts(txn, path.iterator());
    checkRanges(txn, path.iterator());
  }

  private void checkPuts(Op.Txn txn, Iterator<Boolean> path) {
    for (Op op : path.next() ? txn.success() : txn.failure()) {
      if (op instanceof Op.Put put) {
        checkKept(put);
        checkLease(put, leases);
      } else if (op instanceof Op.Delete delete) {
        deleted.add(delete.range());
      } else if (op instanceof Op.Txn nested) {
        checkPuts(nested, path);
      }
    }
  }

  private void checkRanges(Op.Txn txn, Iterator<Boolean> path) {
    for (Op op : path.next() ? txn.success() : txn.failure()) {
      if (op instanceof Op.Range range) {
        check(range);
      } else if (op instanceof Op.Txn nested) {
        checkRanges(nested, path);
      }
    }
  }

  /**
   * Zero is "now". A negative revision is not: it is compacted as soon as it lies below the mark.
   */
  private void check(Op.Range range) {
    if (range.revision() != 0) {
      before.checkReadable(range.revision());
    }
  }

  private void checkKept(Op.Put put) {
    if (!put.ignoreValue() && !put.ignoreLease()) {
      return;
    }
    KeyHistory history = before.index().get(put.key());
    if (history == null
        || !history.isLive()
        || deleted.stream().anyMatch(range -> range.contains(put.key()))) {
      throw keyNotFound(put.key());
    }
  }

  static void checkLease(Op.Put put, LeaseTable leases) {
    if (put.lease() != 0 && leases.get(put.lease()) == null) {
      throw leaseNotFound(put.lease());
    }
  }

  /** Refuses a lease to be granted that exists; there is none of id 0. */
  static void checkNewLease(long id, LeaseTable leases) {
    if (id == 0) {
      throw leaseNotFound(id);
    }
    if (leases.get(id) != null) {
      throw new MvccException(
          Kind.LEASE_EXISTS, "lease " + Long.toHexString(id) + " exists already");
    }
  }

  static MvccException keyNotFound(byte[] key) {
    return new MvccException(Kind.KEY_NOT_FOUND, "key " + Text.of(key) + " does not exist");
  }

  static MvccException leaseNotFound(long id) {
    return new MvccException(
        Kind.LEASE_NOT_FOUND, "lease " + Long.toHexString(id) + " does not exist");
  }
}
