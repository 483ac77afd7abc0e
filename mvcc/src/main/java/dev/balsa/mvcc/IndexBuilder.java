package dev.balsa.mvcc;

import java.util.ArrayList;
import java.util.List;

/**
 * Makes a tree of keys that come in ascending order, from the leaves up, without searching or
 * splitting. Nodes keep a little room, so that keys that come later do not split every one of them.
 */
final class IndexBuilder {

  private static final int FILL = IndexNode.CAPACITY * 7 / 8;
  private static final long FIRST_EDIT = 0;

  private final List<IndexNode> leaves = new ArrayList<>();
  private long entries;
  private IndexNode leaf = new IndexNode(true, FIRST_EDIT);

  void add(byte[] key, KeyHistory history) {
    entries += history.size();
    if (leaf.count == FILL) {
      leaves.add(leaf);
      leaf = new IndexNode(true, FIRST_EDIT);
    }
    leaf.keys[leaf.count] = key;
    leaf.items[leaf.count] = history;
    leaf.count++;
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
    List<IndexNode> parents = new ArrayList<>(children.size() / FILL + 1);
    for (int from = 0; from < children.size(); from += FILL) {
      IndexNode parent = new IndexNode(false, FIRST_EDIT);
      int to = Math.min(children.size(), from + FILL);
      for (int i = from; i < to; i++) {
        parent.keys[parent.count] = parent.count == 0 ? null : lowest(children.get(i));
        parent.items[parent.count] = children.get(i);
        parent.count++;
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
    return at.keys[0];
  }
}
