package dev.balsa.mvcc;

import java.util.Arrays;

/**
 * One state of the key index. Immutable once published; all reads are lock-free and allocate
 * nothing.
 */
final class IndexSnapshot {

  /** Receives keys in the order of the walk and says whether to go on. */
  @FunctionalInterface
  interface Visitor {
    boolean visit(byte[] key, KeyHistory history);
  }

  /** Receives leaves, and which of their positions are inside, and says whether to go on. */
  @FunctionalInterface
  interface LeafVisitor {
    boolean visit(IndexNode leaf, int from, int to);
  }

  private final IndexNode root;

  IndexSnapshot(IndexNode root) {
    this.root = root;
  }

  KeyHistory get(byte[] key) {
    return get(root, key);
  }

  static KeyHistory get(IndexNode root, byte[] key) {
    IndexNode node = root;
    while (!node.leaf) {
      node = node.child(node.childFor(key));
    }
    int at = node.search(key);
    return at < 0 ? null : node.history(at);
  }

  /** How many keys exist now. */
  long liveKeys() {
    return root.live;
  }

  /** How many keys a compaction may have to look at. */
  long unsettledKeys() {
    return root.unsettled;
  }

  /** Visits the keys of a range in ascending order, deleted ones included. */
  void ascend(KeyRange range, Visitor visitor) {
    if (range.isSingle()) {
      KeyHistory history = get(range.key());
      if (history != null) {
        visitor.visit(range.key(), history);
      }
    } else if (!range.isEmpty()) {
      ascend(root, range.key(), boundOf(range), visitor);
    }
  }

  /** Visits the leaves that have keys of an interval, in ascending order. */
  void ascendLeaves(KeyRange range, LeafVisitor visitor) {
    if (!range.isEmpty()) {
      boolean unused = ascendLeaves(root, range.key(), boundOf(range), visitor);
    }
  }

  private static boolean ascendLeaves(IndexNode node, byte[] from, byte[] to, LeafVisitor visitor) {
    if (node.leaf) {
      boolean inside = node.count > 0 && below(node.key(node.count - 1), to);
      int first = firstAtOrAbove(node, from);
      int end = inside ? node.count : firstAtOrAbove(node, to);
      return (first >= end || visitor.visit(node, first, end)) && inside;
    }
    int first = firstChild(node, from);
    for (int i = first; i < node.count; i++) {
      if ((i > first && !below(node.key(i), to))
          || !ascendLeaves(node.child(i), i == first ? from : null, to, visitor)) {
        return false;
      }
    }
    return true;
  }

  /** Visits the keys of an interval in descending order, deleted ones included. */
  void descend(KeyRange range, Visitor visitor) {
    if (range.isSingle()) {
      ascend(range, visitor);
    } else if (!range.isEmpty()) {
      descend(root, range.key(), boundOf(range), visitor);
    }
  }

  /** How many keys of a range exist at a revision: O(log n) where nothing changed after it. */
  long count(KeyRange range, long revision) {
    if (range.isSingle()) {
      KeyHistory history = get(range.key());
      return history != null && history.visible(revision) >= 0 ? 1 : 0;
    }
    return range.isEmpty() ? 0 : count(root, range.key(), boundOf(range), revision);
  }

  private static byte[] boundOf(KeyRange range) {
    return range.isUnbounded() ? null : range.end();
  }

  private static int firstAtOrAbove(IndexNode leaf, byte[] from) {
    int at = from == null ? 0 : leaf.search(from);
    return at >= 0 ? at : -at - 1;
  }

  private static int firstChild(IndexNode node, byte[] from) {
    return from == null ? 0 : node.childFor(from);
  }

  private static boolean below(byte[] key, byte[] to) {
    return to == null || Arrays.compareUnsigned(key, to) < 0;
  }

  private static boolean ascend(IndexNode node, byte[] from, byte[] to, Visitor visitor) {
    if (node.leaf) {
      // One comparison of the last key spares one for each key in the middle of a long range.
      boolean inside = node.count > 0 && below(node.key(node.count - 1), to);
      for (int i = firstAtOrAbove(node, from); i < node.count; i++) {
        if ((!inside && !below(node.key(i), to)) || !visitor.visit(node.key(i), node.history(i))) {
          return false;
        }
      }
      return true;
    }
    int first = firstChild(node, from);
    for (int i = first; i < node.count; i++) {
      if ((i > first && !below(node.key(i), to))
          || !ascend(node.child(i), i == first ? from : null, to, visitor)) {
        return false;
      }
    }
    return true;
  }

  private static boolean descend(IndexNode node, byte[] from, byte[] to, Visitor visitor) {
    if (node.leaf) {
      int first = firstAtOrAbove(node, from);
      int end = to == null ? node.count : firstAtOrAbove(node, to);
      for (int i = end - 1; i >= first; i--) {
        if (!visitor.visit(node.key(i), node.history(i))) {
          return false;
        }
      }
      return true;
    }
    int first = firstChild(node, from);
    int last = to == null ? node.count - 1 : node.childFor(to);
    for (int i = last; i >= first; i--) {
      if (!descend(node.child(i), i == first ? from : null, i == last ? to : null, visitor)) {
        return false;
      }
    }
    return true;
  }

  /** A null bound means that the whole node lies on the inner side of that bound. */
  private static long count(IndexNode node, byte[] from, byte[] to, long revision) {
    if (from == null && to == null && node.newest <= revision) {
      return node.live;
    }
    long sum = 0;
    if (node.leaf) {
      int end = to == null ? node.count : firstAtOrAbove(node, to);
      for (int i = firstAtOrAbove(node, from); i < end; i++) {
        sum += node.history(i).visible(revision) >= 0 ? 1 : 0;
      }
      return sum;
    }
    int first = firstChild(node, from);
    int last = to == null ? node.count - 1 : node.childFor(to);
    for (int i = first; i <= last; i++) {
      sum += count(node.child(i), i == first ? from : null, i == last ? to : null, revision);
    }
    return sum;
  }

  /**
   * Visits, in ascending order from {@code from} on, only keys of which a compaction could remove
   * something; subtrees without any are skipped whole.
   */
  void ascendUnsettled(byte[] from, Visitor visitor) {
    ascendUnsettled(root, from, visitor);
  }

  private static boolean ascendUnsettled(IndexNode node, byte[] from, Visitor visitor) {
    if (node.unsettled == 0) {
      return true;
    }
    if (node.leaf) {
      for (int i = firstAtOrAbove(node, from); i < node.count; i++) {
        KeyHistory history = node.history(i);
        if (!history.isSettled() && !visitor.visit(node.key(i), history)) {
          return false;
        }
      }
      return true;
    }
    int first = firstChild(node, from);
    for (int i = first; i < node.count; i++) {
      if (!ascendUnsettled(node.child(i), i == first ? from : null, visitor)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Visits, in ascending order, only keys of the range that changed at or after a revision;
   * subtrees without any are skipped whole.
   */
  void ascendChanged(KeyRange range, long sinceRevision, Visitor visitor) {
    if (range.isSingle()) {
      ascend(range, visitor);
    } else if (!range.isEmpty()) {
      ascendChanged(root, range.key(), boundOf(range), sinceRevision, visitor);
    }
  }

  private static boolean ascendChanged(
      IndexNode node, byte[] from, byte[] to, long since, Visitor visitor) {
    if (node.newest < since) {
      return true;
    }
    if (node.leaf) {
      int end = to == null ? node.count : firstAtOrAbove(node, to);
      for (int i = firstAtOrAbove(node, from); i < end; i++) {
        KeyHistory history = node.history(i);
        if (history.main(history.last()) >= since && !visitor.visit(node.key(i), history)) {
          return false;
        }
      }
      return true;
    }
    int first = firstChild(node, from);
    int last = to == null ? node.count - 1 : node.childFor(to);
    for (int i = first; i <= last; i++) {
      if (!ascendChanged(
          node.child(i), i == first ? from : null, i == last ? to : null, since, visitor)) {
        return false;
      }
    }
    return true;
  }
}
