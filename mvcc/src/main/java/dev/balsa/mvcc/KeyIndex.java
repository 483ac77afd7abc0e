package dev.balsa.mvcc;

import java.util.Arrays;

/**
 * The key index of the writing thread: a B-tree from key to {@link KeyHistory}, edited in place as
 * long as nobody else can see what is edited. {@link #publish()} freezes the present state and
 * hands it out; the next change of a frozen node copies it, and the path to it, once. A batch of
 * changes thus copies every touched node once, and readers walk a tree that never changes, without
 * locks.
 *
 * <p>Keys stay in the tree after their deletion until a compaction removes their last entry.
 */
final class KeyIndex {

  private IndexNode root;
  private long edit;

  /**
   * The inner nodes from the root to the leaf being changed. A tree of 64 levels fits no memory.
   */
  private final IndexNode[] path = new IndexNode[64];

  private int depth;

  /** Entries of all histories together. */
  private long entries;

  KeyIndex() {
    this(new IndexNode(true, 0), 0, 0);
  }

  /** An index over a tree whose nodes belong to the edit, and to nobody else. */
  KeyIndex(IndexNode root, long edit, long entries) {
    this.entries = entries;
    this.root = root;
    this.edit = edit;
  }

  /** The tree as it is now, for the writing thread alone. */
  IndexSnapshot current() {
    return new IndexSnapshot(root);
  }

  /** Freezes the tree and returns it, for any thread. */
  IndexSnapshot publish() {
    edit++;
    return new IndexSnapshot(root);
  }

  /** Entries of all histories together, tombstones included. */
  long entries() {
    return entries;
  }

  KeyHistory get(byte[] key) {
    return IndexSnapshot.get(root, key);
  }

  /** Adds a put and returns the key's new history, of which the put is the last entry. */
  KeyHistory put(byte[] key, long main, int sub) {
    return change(key, main, sub, false);
  }

  /**
   * Adds a tombstone to a live key and returns the key's new history, of which it is the last
   * entry.
   */
  KeyHistory tombstone(byte[] key, long main, int sub) {
    return change(key, main, sub, true);
  }

  private KeyHistory change(byte[] key, long main, int sub, boolean tombstone) {
    IndexNode leaf = ownedLeaf(key);
    int at = leaf.search(key);
    KeyHistory before = at < 0 ? null : leaf.history(at);
    KeyHistory after;
    if (before == null) {
      after = new KeyHistory.Fresh(main, sub);
    } else {
      after = tombstone ? before.tombstone(main, sub) : before.put(main, sub);
    }
    place(leaf, at, key, before, after);
    return after;
  }

  /** Puts a history in place of {@code before} (null: the key is new). */
  void set(byte[] key, KeyHistory before, KeyHistory after) {
    IndexNode leaf = ownedLeaf(key);
    place(leaf, leaf.search(key), key, before, after);
  }

  /**
   * The leaf for a key, with room for it; it and the path to it are owned, and the path is noted.
   */
  private IndexNode ownedLeaf(byte[] key) {
    if (root.isFull()) {
      growRoot();
    }
    root = own(root);
    depth = 0;
    IndexNode node = root;
    while (!node.leaf) {
      path[depth++] = node;
      node = descend(node, key);
    }
    return node;
  }

  private void place(IndexNode leaf, int at, byte[] key, KeyHistory before, KeyHistory after) {
    if (at >= 0) {
      leaf.items[at] = after;
    } else {
      leaf.insert(-at - 1, key, after);
    }
    entries += after.size() - (before == null ? 0 : before.size());
    int live = (after.isLive() ? 1 : 0) - (before != null && before.isLive() ? 1 : 0);
    int unsettled = (after.isSettled() ? 0 : 1) - (before == null || before.isSettled() ? 0 : 1);
    long newest = after.main(after.last());
    leaf.account(live, unsettled, newest);
    for (int i = 0; i < depth; i++) {
      path[i].account(live, unsettled, newest);
    }
  }

  /**
   * The owned child for {@code key}, split beforehand if it is full, so that an insertion never
   * climbs back.
   */
  private IndexNode descend(IndexNode node, byte[] key) {
    int at = node.childFor(key);
    IndexNode child = own(node.child(at));
    node.items[at] = child;
    if (child.isFull()) {
      IndexNode right = splitForInsertOf(child, key);
      byte[] bound = right.key(0);
      node.insert(at + 1, bound, right);
      if (Arrays.compareUnsigned(bound, key) <= 0) {
        return right;
      }
    }
    return child;
  }

  /** Ascending keys leave full nodes behind instead of half-full ones. */
  private static IndexNode splitForInsertOf(IndexNode node, byte[] key) {
    boolean atEnd = Arrays.compareUnsigned(node.key(node.count - 1), key) <= 0;
    return node.splitAt(atEnd ? node.count - 1 : node.count / 2);
  }

  private void growRoot() {
    IndexNode left = own(root);
    IndexNode right = left.splitAt(left.count / 2);
    IndexNode grown = new IndexNode(false, edit);
    grown.append(null, left);
    grown.append(right.key(0), right);
    grown.sum();
    root = grown;
  }

  private IndexNode own(IndexNode node) {
    return node.owner == edit ? node : node.copyFor(edit);
  }

  /**
   * Replaces the history of a key that is in the tree by a compacted one, or removes the key if it
   * is null.
   *
   * @param removed how many entries fewer that is
   */
  void compacted(byte[] key, KeyHistory after, int removed) {
    entries -= removed;
    root = own(root);
    compact(root, key, after);
    while (!root.leaf && root.count == 1) {
      root = root.child(0);
    }
    if (root.count == 0) {
      root = new IndexNode(true, edit);
    }
  }

  private void compact(IndexNode node, byte[] key, KeyHistory after) {
    if (node.leaf) {
      int at = node.search(key);
      if (after == null) {
        node.remove(at);
      } else {
        node.items[at] = after;
      }
    } else {
      int at = node.childFor(key);
      IndexNode child = own(node.child(at));
      node.items[at] = child;
      compact(child, key, after);
      mend(node, at);
    }
    node.sum();
  }

  /**
   * Removes the child if it is empty, or merges it with a neighbour if both fit well into one node.
   */
  private void mend(IndexNode node, int at) {
    IndexNode child = node.child(at);
    if (child.count == 0) {
      node.remove(at);
      return;
    }
    if (!child.isSparse() || node.count == 1) {
      return;
    }
    int left = at > 0 ? at - 1 : at;
    IndexNode neighbour = node.child(at > 0 ? left : at + 1);
    if (child.fitsWith(neighbour)) {
      IndexNode merged = own(node.child(left));
      merged.absorb(node.child(left + 1), node.key(left + 1));
      node.items[left] = merged;
      node.remove(left + 1);
    }
  }
}
