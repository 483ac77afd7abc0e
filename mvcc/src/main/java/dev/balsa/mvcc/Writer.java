package dev.balsa.mvcc;

import dev.balsa.mvcc.OpResult.DeleteResult;
import dev.balsa.mvcc.OpResult.PutResult;
import dev.balsa.mvcc.OpResult.TxnResult;
import dev.balsa.mvcc.backend.Batch;
import dev.balsa.mvcc.backend.Space;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The key space as the applying thread sees and changes it, uncommitted changes included. An
 * operation's changes share the main revision {@code revision + 1} and count sub revisions from 0;
 * only an operation that changed something moves the revision. Everything that can be refused is
 * refused before the first change.
 */
final class Writer implements ValueSource {

  private final KeyIndex index;
  private final StoredValues values;
  private final LeaseTable leases;
  private final StateHash hash;
  private final PendingValues pending = new PendingValues();

  private final byte[] putKey = new byte[RevisionKey.BYTES];
  private final byte[] tombstoneKey = new byte[RevisionKey.TOMBSTONE_BYTES];

  private Batch batch;
  private long revision;
  private long compactRevision;

  /** The sum of {@link KeyHistory#mark} over the current version of every live key. */
  private long liveSum;

  /**
   * The next sub revision of the running operation, which is also the number of its changes so far.
   */
  private int changes;

  private List<Event> events = new ArrayList<>();

  Writer(
      KeyIndex index,
      StoredValues values,
      LeaseTable leases,
      StateHash hash,
      long revision,
      long compactRevision,
      long liveSum) {
    this.index = index;
    this.values = values;
    this.leases = leases;
    this.hash = hash;
    this.revision = revision;
    this.compactRevision = compactRevision;
    this.liveSum = liveSum;
  }

  long revision() {
    return revision;
  }

  long compactRevision() {
    return compactRevision;
  }

  void compactRevision(long newMark) {
    compactRevision = newMark;
  }

  /**
   * A sum over the current version of every live key, which a rebuilt index must come to again: it
   * gives away a change that is missing at the end of its key's history, where no successor
   * contradicts.
   */
  long liveSum() {
    return liveSum;
  }

  /**
   * Whether an operation has begun to change things; when it then fails, the state is neither old
   * nor new.
   */
  boolean isHalfway() {
    return changes > 0;
  }

  void beginBatch(Batch target) {
    batch = target;
  }

  void endBatch() {
    pending.clear();
    batch = null;
  }

  Applied apply(Op op) {
    return applied(run(op));
  }

  /** Deletes the given keys, all in one revision. */
  Applied deleteAll(List<byte[]> keys) {
    for (byte[] key : keys) {
      KeyHistory history = index.get(key);
      if (history != null && history.isLive()) {
        delete(key, history, null);
      }
    }
    return applied(null);
  }

  private Applied applied(OpResult result) {
    if (changes == 0) {
      return new Applied(result, revision, List.of());
    }
    revision++;
    changes = 0;
    List<Event> done = events;
    events = new ArrayList<>();
    return new Applied(result, revision, done);
  }

  private OpResult run(Op op) {
    if (op instanceof Op.Put put) {
      TxnCheck.checkLease(put, leases);
      return put(put);
    }
    if (op instanceof Op.Txn txn) {
      RangeReader before = now();
      List<Boolean> path = new Conditions(before).pathOf(txn);
      new TxnCheck(before, leases).check(txn, path);
      return txn(txn, path.iterator(), false);
    }
    return runSimple(op);
  }

  private OpResult runSimple(Op op) {
    if (op instanceof Op.Range range) {
      return now().range(range);
    }
    if (op instanceof Op.Put put) {
      return put(put);
    }
    return delete((Op.Delete) op);
  }

  /** What a read inside the running operation sees: its own changes included. */
  private RangeReader now() {
    return new RangeReader(index.current(), visibleRevision(), compactRevision, this);
  }

  private long visibleRevision() {
    return changes == 0 ? revision : revision + 1;
  }

  private TxnResult txn(Op.Txn txn, Iterator<Boolean> path, boolean nested) {
    boolean succeeded = path.next();
    List<Op> branch = succeeded ? txn.success() : txn.failure();
    List<OpResult> results = new ArrayList<>(branch.size());
    for (Op op : branch) {
      results.add(op instanceof Op.Txn inner ? txn(inner, path, true) : runSimple(op));
    }
    return new TxnResult(succeeded, results, nested ? 0 : visibleRevision());
  }

  private PutResult put(Op.Put op) {
    boolean keeps = op.ignoreValue() || op.ignoreLease();
    KeyValue before = keeps || op.prevKv() ? now().current(op.key()) : null;
    if (keeps && before == null) {
      throw TxnCheck.keyNotFound(op.key());
    }
    byte[] value = op.ignoreValue() ? before.value() : op.value();
    long lease = op.ignoreLease() ? before.lease() : op.lease();

    long main = revision + 1;
    int sub = changes++;
    KeyHistory history = index.put(op.key(), main, sub);
    int last = history.last();
    liveSum += history.mark(last);
    if (replaces(history)) {
      liveSum -= history.mark(last - 1);
    }
    KeyValue kv =
        KeyValue.of(
            op.key(), history.createRevision(last), main, history.version(last), value, lease);
    RevisionKey.write(putKey, main, sub);
    batch.put(Space.KEY, putKey, kv.wire());
    pending.add(main, sub, kv);
    values.written(sub, kv);
    hash.change(main, sub, kv.wire());
    leases.attach(op.key(), lease);
    events.add(new Event(Event.Type.PUT, kv, previous(history), before));
    return new PutResult(op.prevKv() ? before : null, main);
  }

  private static boolean replaces(KeyHistory history) {
    return history.last() > 0 && !history.isTombstone(history.last() - 1);
  }

  /** The version that the newest entry replaced; null if it created the key. */
  private static Revision previous(KeyHistory history) {
    return replaces(history) ? history.revision(history.last() - 1) : null;
  }

  private DeleteResult delete(Op.Delete op) {
    List<KeyValue> prevs = op.prevKv() ? now().range(Op.Range.of(op.range(), 0)).kvs() : List.of();
    List<byte[]> keys = new ArrayList<>();
    List<KeyHistory> histories = new ArrayList<>();
    index
        .current()
        .ascend(
            op.range(),
            (key, history) -> {
              if (history.isLive()) {
                keys.add(key);
                histories.add(history);
              }
              return true;
            });
    for (int i = 0; i < keys.size(); i++) {
      delete(keys.get(i), histories.get(i), op.prevKv() ? prevs.get(i) : null);
    }
    return new DeleteResult(keys.size(), prevs, visibleRevision());
  }

  private void delete(byte[] key, KeyHistory history, KeyValue before) {
    long main = revision + 1;
    int sub = changes++;
    index.tombstone(key, main, sub);
    liveSum -= history.mark(history.last());
    RevisionKey.write(tombstoneKey, main, sub);
    batch.put(Space.KEY, tombstoneKey, tombstoneRecord(key));
    hash.change(main, sub, key);
    leases.attach(key, 0);
    Revision replaced = history.revision(history.last());
    events.add(new Event(Event.Type.DELETE, Event.deleted(key, main), replaced, before));
  }

  private static byte[] tombstoneRecord(byte[] key) {
    byte[] record = new byte[Wire.bytesSize(key.length)];
    Wire.putBytes(record, 0, 1, key);
    return record;
  }

  @Override
  public KeyValue value(byte[] key, long main, int sub) {
    KeyValue kv = pending.isEmpty() ? null : pending.get(main, sub);
    return kv != null ? kv : values.value(key, main, sub);
  }
}
