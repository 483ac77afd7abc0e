package dev.balsa.mvcc;

import dev.balsa.mvcc.MvccException.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * Answers ranges on one state: an index, the revision it stands at, the compaction mark, and a way
 * to values. Rules: etcd's {@code executeRange}, with the difference that filters, sorts and cuts
 * work on index entries, so that only what is returned is read.
 */
final class RangeReader {

  private static final byte[] NOTHING = {};

  private final IndexSnapshot index;
  private final long revision;
  private final long compactRevision;
  private final ValueSource values;

  RangeReader(IndexSnapshot index, long revision, long compactRevision, ValueSource values) {
    this.index = index;
    this.revision = revision;
    this.compactRevision = compactRevision;
    this.values = values;
  }

  IndexSnapshot index() {
    return index;
  }

  long revision() {
    return revision;
  }

  long compactRevision() {
    return compactRevision;
  }

  /** A key in the range, at the revision read. The value is there only if the sort needed it. */
  private record Hit(byte[] key, KeyHistory history, int position, KeyValue value) {

    long main() {
      return history.main(position);
    }

    long create() {
      return history.createRevision(position);
    }

    long version() {
      return history.version(position);
    }
  }

  OpResult.RangeResult range(Op.Range op) {
    long at = op.revision() <= 0 ? revision : op.revision();
    checkReadable(at);
    if (op.countOnly()) {
      return new OpResult.RangeResult(List.of(), false, index.count(op.range(), at), revision);
    }
    if (op.range().isSingle()) {
      return single(op, at);
    }
    List<Hit> hits = select(op, at);
    // A page that is not full is its own count.
    boolean exact =
        isKeyOrder(op)
            && !op.hasRevisionFilters()
            && (op.limit() <= 0 || hits.size() <= op.limit());
    long count = exact ? hits.size() : index.count(op.range(), at);
    boolean more = op.limit() > 0 && hits.size() > op.limit();
    List<Hit> kept = more ? hits.subList(0, (int) op.limit()) : hits;
    return new OpResult.RangeResult(versions(kept, op), more, count, revision);
  }

  void checkReadable(long at) {
    if (at > revision) {
      throw new MvccException(
          Kind.FUTURE_REVISION,
          "revision " + at + " has not happened yet; the current one is " + revision);
    }
    if (at < compactRevision) {
      throw new MvccException(
          Kind.COMPACTED,
          "revision " + at + " is compacted; the oldest readable one is " + compactRevision);
    }
  }

  private OpResult.RangeResult single(Op.Range op, long at) {
    KeyHistory history = index.get(op.range().key());
    int position = history == null ? -1 : history.visible(at);
    if (position < 0) {
      return new OpResult.RangeResult(List.of(), false, 0, revision);
    }
    Hit hit = hit(op.range().key(), history, position, op);
    List<KeyValue> kvs =
        op.passes(hit.create(), hit.main()) ? List.of(version(hit, op)) : List.of();
    return new OpResult.RangeResult(kvs, false, 1, revision);
  }

  private static boolean isKeyOrder(Op.Range op) {
    return op.order() == SortOrder.NONE
        || (op.target() == SortTarget.KEY && op.order() == SortOrder.ASCEND);
  }

  /**
   * The keys to return, in order, and one more if the limit cuts. With sort order NONE the limit
   * applies in key order even if another target is named, and the sort follows: an oddity of etcd
   * that clients may see.
   */
  private List<Hit> select(Op.Range op, long at) {
    long wanted =
        op.limit() > 0 && op.limit() < Integer.MAX_VALUE ? op.limit() + 1 : Long.MAX_VALUE;
    boolean byKey = op.target() == SortTarget.KEY;
    boolean stopEarly = byKey || op.order() == SortOrder.NONE;
    // With filters a limit in key order counts what passes them, which is what cutting afterwards
    // gives, too, except
    // when a sort by another target follows: that one must see everything.
    long stopAt = stopEarly && !(op.hasRevisionFilters() && !byKey) ? wanted : Long.MAX_VALUE;
    List<Hit> hits = new ArrayList<>();
    IndexSnapshot.Visitor collect =
        (key, history) -> {
          int position = history.visible(at);
          if (position >= 0
              && op.passes(history.createRevision(position), history.main(position))) {
            hits.add(hit(key, history, position, op));
          }
          return hits.size() < stopAt;
        };
    if (byKey && op.order() == SortOrder.DESCEND) {
      index.descend(op.range(), collect);
    } else {
      index.ascend(op.range(), collect);
    }
    if (!byKey) {
      Comparator<Hit> order = comparator(op.target());
      hits.sort(op.order() == SortOrder.DESCEND ? Collections.reverseOrder(order) : order);
    }
    return hits;
  }

  private Hit hit(byte[] key, KeyHistory history, int position, Op.Range op) {
    KeyValue value = null;
    if (op.target() == SortTarget.VALUE) {
      value = values.value(key, history.main(position), history.sub(position));
    }
    return new Hit(key, history, position, value);
  }

  private static Comparator<Hit> comparator(SortTarget target) {
    return switch (target) {
      case KEY -> (a, b) -> Arrays.compareUnsigned(a.key, b.key);
      case VERSION -> Comparator.comparingLong(Hit::version);
      case CREATE -> Comparator.comparingLong(Hit::create);
      case MOD -> Comparator.comparingLong(Hit::main);
      case VALUE -> (a, b) -> a.value.compareValue(b.value);
    };
  }

  private List<KeyValue> versions(List<Hit> hits, Op.Range op) {
    List<KeyValue> kvs = new ArrayList<>(hits.size());
    for (Hit hit : hits) {
      kvs.add(version(hit, op));
    }
    return kvs;
  }

  private KeyValue version(Hit hit, Op.Range op) {
    if (op.keysOnly()) {
      long lease = hit.value == null ? 0 : hit.value.lease();
      return KeyValue.of(hit.key, hit.create(), hit.main(), hit.version(), NOTHING, lease);
    }
    return hit.value != null
        ? hit.value
        : values.value(hit.key, hit.main(), hit.history.sub(hit.position));
  }

  /** The current version of a key; null if it does not exist. */
  KeyValue current(byte[] key) {
    KeyHistory history = index.get(key);
    if (history == null || !history.isLive()) {
      return null;
    }
    int last = history.last();
    return values.value(key, history.main(last), history.sub(last));
  }
}
