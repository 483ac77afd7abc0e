package dev.balsa.server.api;

import com.google.protobuf.ByteString;
import dev.balsa.api.DeleteRangeRequest;
import dev.balsa.api.RequestOp;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The keys that a list of operations puts and the intervals that it deletes, to find a transaction
 * that would change a key twice at one revision.
 *
 * <p>Refused are: two puts of a key; a put of a key that the same list deletes, before or after; a
 * put inside a nested transaction that meets a delete or put of its parent, or of an earlier
 * sibling. Allowed are: overlapping deletes; the two branches of one transaction, of which only one
 * runs.
 *
 * <p>The intervals are kept merged and sorted, and the smaller of two collections is always moved
 * into or looked up in the larger one, so that n operations take O(n log² n) at any nesting.
 */
final class TxnKeys {

  private static final ByteString ZERO = ByteString.copyFrom(new byte[] {0});

  private TreeSet<ByteString> puts = new TreeSet<>(ByteString.unsignedLexicographicalComparator());

  /** From the first key of an interval to its exclusive end. Disjoint, not adjacent. */
  private TreeMap<ByteString, ByteString> deletes =
      new TreeMap<>(ByteString.unsignedLexicographicalComparator());

  private TxnKeys() {}

  /** Whether the operations, nested ones included, change a key twice. */
  static boolean conflict(List<RequestOp> ops) {
    return of(ops) == null;
  }

  /** The keys of a list of operations; null if they conflict. */
  private static TxnKeys of(List<RequestOp> ops) {
    TxnKeys keys = new TxnKeys();
    for (RequestOp op : ops) {
      if (op.hasRequestDeleteRange()) {
        keys.addDelete(op.getRequestDeleteRange());
      }
    }
    for (RequestOp op : ops) {
      if (op.hasRequestTxn()) {
        TxnKeys success = of(op.getRequestTxn().getSuccessList());
        TxnKeys failure = success == null ? null : of(op.getRequestTxn().getFailureList());
        if (failure == null) {
          return null;
        }
        TxnKeys nested = success.union(failure);
        if (keys.conflictsWithNested(nested)) {
          return null;
        }
        keys = keys.union(nested);
      }
    }
    for (RequestOp op : ops) {
      if (op.hasRequestPut() && !keys.addPut(op.getRequestPut().getKey())) {
        return null;
      }
    }
    return keys;
  }

  private boolean addPut(ByteString key) {
    return !isDeleted(key) && puts.add(key);
  }

  private void addDelete(DeleteRangeRequest request) {
    ByteString key = request.getKey();
    ByteString end = request.getRangeEnd();
    addInterval(key, end.isEmpty() ? key.concat(ZERO) : end);
  }

  /** Adds an interval, swallowing those that it touches. */
  private void addInterval(ByteString from, ByteString to) {
    if (compare(from, to) >= 0) {
      return;
    }
    ByteString start = from;
    ByteString end = to;
    Map.Entry<ByteString, ByteString> before = deletes.floorEntry(from);
    if (before != null && compare(from, before.getValue()) <= 0) {
      start = before.getKey();
    }
    NavigableMap<ByteString, ByteString> behind = deletes.tailMap(start, true);
    while (!behind.isEmpty() && compare(behind.firstKey(), end) <= 0) {
      ByteString swallowed = behind.pollFirstEntry().getValue();
      end = compare(swallowed, end) > 0 ? swallowed : end;
    }
    deletes.put(start, end);
  }

  private boolean isDeleted(ByteString key) {
    Map.Entry<ByteString, ByteString> interval = deletes.floorEntry(key);
    return interval != null && compare(key, interval.getValue()) < 0;
  }

  private boolean conflictsWithNested(TxnKeys nested) {
    TreeSet<ByteString> fewer = nested.puts.size() < puts.size() ? nested.puts : puts;
    TreeSet<ByteString> more = nested.puts.size() < puts.size() ? puts : nested.puts;
    return fewer.stream().anyMatch(more::contains)
        || (nested.puts.size() < deletes.size()
            ? nested.puts.stream().anyMatch(this::isDeleted)
            : deletes.entrySet().stream().anyMatch(nested::putsInto));
  }

  private boolean putsInto(Map.Entry<ByteString, ByteString> interval) {
    ByteString key = puts.ceiling(interval.getKey());
    return key != null && compare(key, interval.getValue()) < 0;
  }

  /** Everything of both. Neither may be used afterwards. */
  private TxnKeys union(TxnKeys other) {
    TxnKeys both = new TxnKeys();
    boolean morePuts = puts.size() >= other.puts.size();
    both.puts = morePuts ? puts : other.puts;
    both.puts.addAll(morePuts ? other.puts : puts);
    boolean moreDeletes = deletes.size() >= other.deletes.size();
    both.deletes = moreDeletes ? deletes : other.deletes;
    (moreDeletes ? other.deletes : deletes).forEach(both::addInterval);
    return both;
  }

  private static int compare(ByteString a, ByteString b) {
    return ByteString.unsignedLexicographicalComparator().compare(a, b);
  }
}
