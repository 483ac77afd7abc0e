package dev.balsa.mvcc;

import java.util.ArrayList;
import java.util.List;

/**
 * Makes a tree of keys that come in ascending order, from the leaves up, without searching or
 * splitting. Nodes keep a little room, so that keys that come later do not split every one of them.
 */
final class IndexBuilder {

  private static final int KEYS_FILLED = IndexNode.KEYS_MAX * 7 / 8;
  private static final int CHILDREN_FILLED = IndexNode.CHILDREN_MAX * 7 / 8;
  private static final long FIRST_EDIT = 0;

  private final List<IndexNode> leaves = new ArrayList<>();
  private long entries;
  private IndexNode leaf = new IndexNode(true, FIRST_EDIT);

  void add(byte[] key, KeyHistory history) {
    entries += history.size();
    if (leaf.count == KEYS_FILLED) {
      leaves.add(leaf);
      leaf = new IndexNode(true, FIRST_EDIT);
    }
    leaf.append(key, history);
  }

  /** The whole index; nothing may be added behind this. */
  KeyIndex build() {
    leaves.add(leaf);
    List<IndexNode> level = leaves;
    level.forEach(IndexNode::sum);
    while (level.size() > 1) {
      level = parentsOf(level);
    }
    return new KeyIndex(level.get(0), FIRST_EDIT, entries);
  }

  private static List<IndexNode> parentsOf(List<IndexNode> children) {
    List<IndexNode> parents = new ArrayList<>(children.size() / CHILDREN_FILLED + 1);
    for (int from = 0; from < children.size(); from += CHILDREN_FILLED) {
      IndexNode parent = new IndexNode(false, FIRST_EDIT);
      int to = Math.min(children.size(), from + CHILDREN_FILLED);
      for (int i = from; i < to; i++) {
        IndexNode child = children.get(i);
        parent.append(parent.count == 0 ? null : lowest(child), child);
      }
      parent.sum();
      parents.add(parent);
    }
    return parents;
  }

  private static byte[] lowest(IndexNode node) {
    IndexNode at = node;
    while (!at.leaf) {
      at = at.child(0);
    }
    return at.key(0);
  }
}
