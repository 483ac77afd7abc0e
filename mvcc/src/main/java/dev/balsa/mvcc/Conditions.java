package dev.balsa.mvcc;

import java.util.ArrayList;
import java.util.List;

/** Evaluates the conditions of transactions: etcd's {@code applyCompare}. */
final class Conditions {

  private final RangeReader reader;

  Conditions(RangeReader reader) {
    this.reader = reader;
  }

  /**
   * Which branch each transaction takes, outermost first and then the nested ones of the branches
   * taken, depth first; all judged by the state before any of them wrote.
   */
  List<Boolean> pathOf(Op.Txn txn) {
    List<Boolean> path = new ArrayList<>();
    append(txn, path);
    return path;
  }

  private void append(Op.Txn txn, List<Boolean> path) {
    boolean holds = txn.compares().stream().allMatch(this::holds);
    path.add(holds);
    for (Op op : holds ? txn.success() : txn.failure()) {
      if (op instanceof Op.Txn nested) {
        append(nested, path);
      }
    }
  }

  boolean holds(Compare compare) {
    return switch (compare.target()) {
      case VALUE, LEASE -> holdsForVersions(compare);
      default -> holdsForEntries(compare);
    };
  }

  /** Numbers that the index knows; no value is read. */
  private boolean holdsForEntries(Compare compare) {
    Judgement judgement = new Judgement();
    reader
        .index()
        .ascend(
            compare.range(),
            (key, history) -> {
              int position = history.visible(reader.revision());
              if (position >= 0) {
                judgement.add(compare.holds(signOf(history, position, compare)));
              }
              return judgement.holds;
            });
    return judgement.seen ? judgement.holds : compare.holds(signOfAbsent(compare));
  }

  private static int signOf(KeyHistory history, int position, Compare compare) {
    return switch (compare.target()) {
      case VERSION -> Long.compare(history.version(position), compare.number());
      case CREATE -> Long.compare(history.createRevision(position), compare.number());
      case MOD -> Long.compare(history.main(position), compare.number());
      default -> 0;
    };
  }

  private static int signOfAbsent(Compare compare) {
    return compare.target() == Compare.Target.UNKNOWN ? 0 : Long.compare(0, compare.number());
  }

  private boolean holdsForVersions(Compare compare) {
    boolean byValue = compare.target() == Compare.Target.VALUE;
    List<KeyValue> kvs = reader.range(Op.Range.of(compare.range(), 0)).kvs();
    if (kvs.isEmpty()) {
      // A missing value equals nothing, not even the empty value.
      return !byValue && compare.holds(Long.compare(0, compare.number()));
    }
    for (KeyValue kv : kvs) {
      int sign =
          byValue ? kv.compareValue(compare.value()) : Long.compare(kv.lease(), compare.number());
      if (!compare.holds(sign)) {
        return false;
      }
    }
    return true;
  }

  /** What the keys seen so far say together. */
  private static final class Judgement {
    private boolean seen;
    private boolean holds = true;

    void add(boolean verdict) {
      seen = true;
      holds &= verdict;
    }
  }
}
