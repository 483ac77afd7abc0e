package dev.balsa.mvcc;

import dev.balsa.mvcc.MvccException.Kind;
import dev.balsa.mvcc.OpResult.DeleteResult;
import dev.balsa.mvcc.OpResult.PutResult;
import dev.balsa.mvcc.OpResult.RangeResult;
import dev.balsa.mvcc.OpResult.TxnResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * The truth against which the store is tested: a full copy of all keys for every revision, linear
 * searches, and the rules of etcd written down as plainly as possible. Knows nothing of indexes,
 * batches, backends or physical removal.
 */
final class NaiveStore {

  /** One change, for ever. */
  private record Change(long main, long sub, boolean tombstone, byte[] key, KeyValue kv) {}

  private final Map<Long, NavigableMap<byte[], KeyValue>> states = new HashMap<>();
  private final List<Change> changes = new ArrayList<>();
  private final TreeMap<Long, Lease> leases = new TreeMap<>();
  private long revision = 1;
  private long compactRevision = -1;

  private NavigableMap<byte[], KeyValue> working;
  private List<Event> events = new ArrayList<>();

  NaiveStore() {
    states.put(1L, emptyState());
  }

  private static NavigableMap<byte[], KeyValue> emptyState() {
    return new TreeMap<>(Arrays::compareUnsigned);
  }

  long revision() {
    return revision;
  }

  long compactRevision() {
    return compactRevision;
  }

  long keyCount() {
    return states.get(revision).size();
  }

  Applied apply(Op op) {
    working = emptyState();
    working.putAll(states.get(revision));
    events = new ArrayList<>();
    OpResult result;
    if (op instanceof Op.Txn txn) {
      List<Boolean> path = new ArrayList<>();
      decide(txn, path);
      checkPuts(txn, new ArrayList<>(path));
      checkRanges(txn, new ArrayList<>(path));
      result = txn(txn, path, false);
    } else {
      if (op instanceof Op.Put put) {
        checkLease(put);
      }
      result = simple(op);
    }
    return finish(result);
  }

  private Applied finish(OpResult result) {
    if (!events.isEmpty()) {
      revision++;
      states.put(revision, working);
    }
    return new Applied(result, revision, events);
  }

  private void decide(Op.Txn txn, List<Boolean> path) {
    boolean holds = true;
    for (Compare compare : txn.compares()) {
      holds = holds && holds(compare);
    }
    path.add(holds);
    for (Op op : holds ? txn.success() : txn.failure()) {
      if (op instanceof Op.Txn nested) {
        decide(nested, path);
      }
    }
  }

  private boolean holds(Compare compare) {
    List<KeyValue> kvs = matching(states.get(revision), compare.range());
    if (kvs.isEmpty()) {
      if (compare.target() == Compare.Target.VALUE) {
        return false;
      }
      kvs = List.of(KeyValue.of(new byte[0], 0, 0, 0, new byte[0], 0));
    }
    for (KeyValue kv : kvs) {
      int sign =
          switch (compare.target()) {
            case VERSION -> Long.compare(kv.version(), compare.number());
            case CREATE -> Long.compare(kv.createRevision(), compare.number());
            case MOD -> Long.compare(kv.modRevision(), compare.number());
            case LEASE -> Long.compare(kv.lease(), compare.number());
            case VALUE -> Arrays.compareUnsigned(kv.value(), compare.value());
            case UNKNOWN -> 0;
          };
      boolean holds =
          switch (compare.result()) {
            case EQUAL -> sign == 0;
            case NOT_EQUAL -> sign != 0;
            case GREATER -> sign > 0;
            case LESS -> sign < 0;
            case UNKNOWN -> true;
          };
      if (!holds) {
        return false;
      }
    }
    return true;
  }

  private void checkPuts(Op.Txn txn, List<Boolean> path) {
    for (Op op : path.remove(0) ? txn.success() : txn.failure()) {
      if (op instanceof Op.Put put) {
        if ((put.ignoreValue() || put.ignoreLease())
            && !states.get(revision).containsKey(put.key())) {
          throw error(Kind.KEY_NOT_FOUND);
        }
        checkLease(put);
      } else if (op instanceof Op.Txn nested) {
        checkPuts(nested, path);
      }
    }
  }

  private void checkRanges(Op.Txn txn, List<Boolean> path) {
    for (Op op : path.remove(0) ? txn.success() : txn.failure()) {
      if (op instanceof Op.Range range && range.revision() != 0) {
        checkRevision(range.revision(), revision);
      } else if (op instanceof Op.Txn nested) {
        checkRanges(nested, path);
      }
    }
  }

  private void checkLease(Op.Put put) {
    if (put.lease() != 0 && !leases.containsKey(put.lease())) {
      throw error(Kind.LEASE_NOT_FOUND);
    }
  }

  private void checkRevision(long asked, long current) {
    if (asked > current) {
      throw error(Kind.FUTURE_REVISION);
    }
    if (asked < compactRevision) {
      throw error(Kind.COMPACTED);
    }
  }

  private static MvccException error(Kind kind) {
    return new MvccException(kind, "naive");
  }

  private long visible() {
    return events.isEmpty() ? revision : revision + 1;
  }

  private TxnResult txn(Op.Txn txn, List<Boolean> path, boolean nested) {
    boolean succeeded = path.remove(0);
    List<OpResult> results = new ArrayList<>();
    for (Op op : succeeded ? txn.success() : txn.failure()) {
      results.add(op instanceof Op.Txn inner ? txn(inner, path, true) : simple(op));
    }
    return new TxnResult(succeeded, results, nested ? 0 : visible());
  }

  private OpResult simple(Op op) {
    if (op instanceof Op.Range range) {
      return range(range, working, visible());
    }
    return op instanceof Op.Put put ? put(put) : delete((Op.Delete) op);
  }

  private PutResult put(Op.Put put) {
    KeyValue before = working.get(put.key());
    if ((put.ignoreValue() || put.ignoreLease()) && before == null) {
      throw error(Kind.KEY_NOT_FOUND);
    }
    KeyValue kv =
        KeyValue.of(
            put.key(),
            before == null ? revision + 1 : before.createRevision(),
            revision + 1,
            before == null ? 1 : before.version() + 1,
            put.ignoreValue() ? before.value() : put.value(),
            put.ignoreLease() ? before.lease() : put.lease());
    working.put(put.key(), kv);
    changes.add(new Change(revision + 1, events.size(), false, put.key(), kv));
    events.add(Event.put(kv, null));
    return new PutResult(put.prevKv() ? before : null, revision + 1);
  }

  private DeleteResult delete(Op.Delete delete) {
    List<KeyValue> doomed = matching(working, delete.range());
    for (KeyValue kv : doomed) {
      remove(kv.key());
    }
    return new DeleteResult(doomed.size(), delete.prevKv() ? doomed : List.of(), visible());
  }

  private void remove(byte[] key) {
    working.remove(key);
    changes.add(
        new Change(
            revision + 1, events.size(), true, key, KeyValue.of(key, 0, 0, 0, new byte[0], 0)));
    events.add(Event.delete(key, revision + 1, null));
  }

  private static List<KeyValue> matching(NavigableMap<byte[], KeyValue> state, KeyRange range) {
    List<KeyValue> kvs = new ArrayList<>();
    for (KeyValue kv : state.values()) {
      if (range.contains(kv.key())) {
        kvs.add(kv);
      }
    }
    return kvs;
  }

  RangeResult range(Op.Range op) {
    return range(op, states.get(revision), revision);
  }

  private RangeResult range(Op.Range op, NavigableMap<byte[], KeyValue> now, long current) {
    long at = op.revision() <= 0 ? current : op.revision();
    checkRevision(at, current);
    List<KeyValue> kvs = matching(at == current ? now : states.get(at), op.range());
    long count = kvs.size();
    if (op.countOnly()) {
      return new RangeResult(List.of(), false, count, current);
    }
    boolean defaultOrder =
        op.order() == SortOrder.NONE
            || (op.order() == SortOrder.ASCEND && op.target() == SortTarget.KEY);
    boolean filtered =
        op.minModRevision() != 0
            || op.maxModRevision() != 0
            || op.minCreateRevision() != 0
            || op.maxCreateRevision() != 0;
    if (defaultOrder && !filtered && op.limit() > 0 && kvs.size() > op.limit() + 1) {
      kvs = new ArrayList<>(kvs.subList(0, (int) op.limit() + 1));
    }
    kvs.removeIf(kv -> op.maxModRevision() != 0 && kv.modRevision() > op.maxModRevision());
    kvs.removeIf(kv -> op.minModRevision() != 0 && kv.modRevision() < op.minModRevision());
    kvs.removeIf(kv -> op.maxCreateRevision() != 0 && kv.createRevision() > op.maxCreateRevision());
    kvs.removeIf(kv -> op.minCreateRevision() != 0 && kv.createRevision() < op.minCreateRevision());
    sort(kvs, op);
    boolean more = op.limit() > 0 && kvs.size() > op.limit();
    if (more) {
      kvs = kvs.subList(0, (int) op.limit());
    }
    if (op.keysOnly()) {
      kvs = kvs.stream().map(kv -> withoutValue(kv, op.target() == SortTarget.VALUE)).toList();
    }
    return new RangeResult(List.copyOf(kvs), more, count, current);
  }

  private static KeyValue withoutValue(KeyValue kv, boolean withLease) {
    return KeyValue.of(
        kv.key(),
        kv.createRevision(),
        kv.modRevision(),
        kv.version(),
        new byte[0],
        withLease ? kv.lease() : 0);
  }

  private static void sort(List<KeyValue> kvs, Op.Range op) {
    Comparator<KeyValue> order =
        switch (op.target()) {
          case KEY -> (a, b) -> Arrays.compareUnsigned(a.key(), b.key());
          case VERSION -> Comparator.comparingLong(KeyValue::version);
          case CREATE -> Comparator.comparingLong(KeyValue::createRevision);
          case MOD -> Comparator.comparingLong(KeyValue::modRevision);
          case VALUE -> (a, b) -> Arrays.compareUnsigned(a.value(), b.value());
        };
    if (op.order() == SortOrder.DESCEND) {
      kvs.sort(Collections.reverseOrder(order));
    } else {
      kvs.sort(order);
    }
  }

  void grantLease(long id, long ttl) {
    if (id == 0) {
      throw error(Kind.LEASE_NOT_FOUND);
    }
    if (leases.containsKey(id)) {
      throw error(Kind.LEASE_EXISTS);
    }
    leases.put(id, new Lease(id, ttl, 0));
  }

  void checkpointLease(long id, long remaining) {
    if (!leases.containsKey(id)) {
      throw error(Kind.LEASE_NOT_FOUND);
    }
    leases.put(id, new Lease(id, leases.get(id).ttlSeconds(), remaining));
  }

  Applied revokeLease(long id) {
    if (!leases.containsKey(id)) {
      throw error(Kind.LEASE_NOT_FOUND);
    }
    working = emptyState();
    working.putAll(states.get(revision));
    events = new ArrayList<>();
    for (byte[] key : keysOf(id)) {
      remove(key);
    }
    leases.remove(id);
    return finish(null);
  }

  List<byte[]> keysOf(long id) {
    return states.get(revision).values().stream()
        .filter(kv -> kv.lease() == id)
        .map(KeyValue::key)
        .toList();
  }

  List<Lease> leases() {
    return List.copyOf(leases.values());
  }

  void compact(long at) {
    if (at <= compactRevision) {
      throw error(Kind.COMPACTED);
    }
    if (at > revision) {
      throw error(Kind.FUTURE_REVISION);
    }
    compactRevision = at;
  }

  /** All changes of a range between two revisions. */
  List<Event> history(KeyRange range, long from, long to) {
    if (from < compactRevision) {
      throw error(Kind.COMPACTED);
    }
    List<Event> found = new ArrayList<>();
    for (Change change : changes) {
      if (change.main >= from && change.main <= to && range.contains(change.key)) {
        found.add(
            change.tombstone
                ? Event.delete(change.key, change.main, null)
                : Event.put(change.kv, null));
      }
    }
    return found;
  }

  KeyValue previous(Event event) {
    long before = event.revision() - 1;
    return event.isCreate() || before < compactRevision
        ? null
        : states.get(before).get(event.kv().key());
  }

  int hashKv(long asked) {
    long at = asked == 0 ? revision : asked;
    if (at > 0) {
      checkRevision(at, revision); // etcd hashes nothing below the first revision, without a word
    }
    // Where no key exists, etcd leaves nothing out that the compaction kept.
    boolean nobody = at <= 0 || states.get(at).isEmpty();
    long keptAt = nobody ? compactRevision : at;
    CRC32C crc = new CRC32C();
    crc.update("key".getBytes(StandardCharsets.US_ASCII));
    for (Change change : changes) {
      if (change.main > at) {
        continue;
      }
      // What a compaction at the hashed revision keeps: the version a read there sees.
      KeyValue seen = keptAt <= 0 ? null : states.get(keptAt).get(change.key);
      boolean kept = !change.tombstone && seen != null && seen.equals(change.kv);
      if (change.main > compactRevision || kept) {
        crc.update(RevisionKey.of(change.main, change.sub, change.tombstone));
        crc.update(change.kv.wire());
      }
    }
    return (int) crc.getValue();
  }
}
