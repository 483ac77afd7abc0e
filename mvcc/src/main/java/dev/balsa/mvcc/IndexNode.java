package dev.balsa.mvcc;

import java.util.Arrays;

/**
 * A node of the key index. In a leaf, {@code keys[i]} belongs to the history {@code items[i]}; in
 * an inner node, {@code keys[i]} is a lower bound of the subtree {@code items[i]} (unused for i =
 * 0) and an upper bound of the one before.
 *
 * <p>A node may be changed only by the writing thread, and only while its {@code owner} is the open
 * edit; as soon as the edit is published the node is frozen for ever.
 */
final class IndexNode {

  /** The most items of an inner node. Copying a node on write costs an array of this length. */
  static final int CHILDREN_MAX = 48;

  /**
   * The most keys of a leaf. Every change in a batch of scattered ones leaves a leaf behind, which
   * the collector has moved to its old space by then: small leaves keep that little.
   */
  static final int KEYS_MAX = 24;

  final boolean leaf;
  final long owner;
  final Object[] items;
  int count;

  /** Of this node alone, or of the one it was copied from too: see {@link #keysAreShared}. */
  private byte[][] keys;

  /** [INVARIANT] keys that are shared are copied before they change. */
  private boolean keysAreShared;

  /** Keys in this subtree that exist now. */
  int live;

  /** Keys in this subtree of which a compaction could remove something. */
  int unsettled;

  /** No entry in this subtree has a greater main revision. */
  long newest;

  /** In a published leaf: its versions, ready for lists; null if there are none. Any thread. */
  volatile LeafRecords records;

  /** In a published leaf: whether a list has come by. Any thread. */
  volatile boolean listed;

  IndexNode(boolean leaf, long owner) {
    this(leaf, owner, new byte[leaf ? KEYS_MAX : CHILDREN_MAX][]);
  }

  private IndexNode(boolean leaf, long owner, byte[][] keys) {
    this.leaf = leaf;
    this.owner = owner;
    this.keys = keys;
    this.items = new Object[keys.length];
  }

  /**
   * A copy to be changed: what lists keep in this one would not be true of it for long. Most
   * changes are versions of keys that are there, so the keys stay shared until one comes or goes.
   */
  IndexNode copyFor(long newOwner) {
    IndexNode copy = new IndexNode(leaf, newOwner, keys);
    copy.keysAreShared = true;
    System.arraycopy(items, 0, copy.items, 0, count);
    copy.count = count;
    copy.live = live;
    copy.unsettled = unsettled;
    copy.newest = newest;
    return copy;
  }

  private void ownKeys() {
    if (keysAreShared) {
      keys = keys.clone();
      keysAreShared = false;
    }
  }

  boolean isFull() {
    return count == items.length;
  }

  /** Whether so little is left that it should join a neighbour. */
  boolean isSparse() {
    return count < items.length / 4;
  }

  /** Whether this and a neighbour fit into one node that is not full at once. */
  boolean fitsWith(IndexNode neighbour) {
    return count + neighbour.count <= items.length * 3 / 4;
  }

  byte[] key(int i) {
    return keys[i];
  }

  KeyHistory history(int i) {
    return (KeyHistory) items[i];
  }

  IndexNode child(int i) {
    return (IndexNode) items[i];
  }

  /** In a leaf: the position of {@code key}, or {@code -(insertion point) - 1}. */
  int search(byte[] key) {
    int low = 0;
    int high = count - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = Arrays.compareUnsigned(keys[middle], key);
      if (order < 0) {
        low = middle + 1;
      } else if (order > 0) {
        high = middle - 1;
      } else {
        return middle;
      }
    }
    return -low - 1;
  }

  /** In an inner node: the child whose subtree {@code key} belongs to. */
  int childFor(byte[] key) {
    int low = 1;
    int high = count - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (Arrays.compareUnsigned(keys[middle], key) <= 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return low - 1;
  }

  /** Adds an item behind all others. */
  void append(byte[] key, Object item) {
    insert(count, key, item);
  }

  void insert(int at, byte[] key, Object item) {
    ownKeys();
    System.arraycopy(keys, at, keys, at + 1, count - at);
    System.arraycopy(items, at, items, at + 1, count - at);
    keys[at] = key;
    items[at] = item;
    count++;
  }

  void remove(int at) {
    ownKeys();
    System.arraycopy(keys, at + 1, keys, at, count - at - 1);
    System.arraycopy(items, at + 1, items, at, count - at - 1);
    count--;
    keys[count] = null;
    items[count] = null;
  }

  /**
   * Moves the items from {@code at} on into a new right neighbour, which is returned; sums are made
   * anew.
   */
  IndexNode splitAt(int at) {
    ownKeys();
    IndexNode right = new IndexNode(leaf, owner);
    right.count = count - at;
    System.arraycopy(keys, at, right.keys, 0, right.count);
    System.arraycopy(items, at, right.items, 0, right.count);
    Arrays.fill(keys, at, count, null);
    Arrays.fill(items, at, count, null);
    count = at;
    sum();
    right.sum();
    return right;
  }

  /** Takes over all items of the right neighbour, whose lower bound is {@code bound}. */
  void absorb(IndexNode right, byte[] bound) {
    ownKeys();
    System.arraycopy(right.keys, 0, keys, count, right.count);
    System.arraycopy(right.items, 0, items, count, right.count);
    if (!leaf) {
      keys[count] = bound;
    }
    count += right.count;
    sum();
  }

  /** Adds one change to the sums over the subtree. */
  void account(int liveMore, int unsettledMore, long changedAt) {
    live += liveMore;
    unsettled += unsettledMore;
    newest = Math.max(newest, changedAt);
  }

  /** Computes the sums over the subtree from the items. */
  void sum() {
    live = 0;
    unsettled = 0;
    newest = 0;
    for (int i = 0; i < count; i++) {
      if (leaf) {
        KeyHistory history = history(i);
        live += history.isLive() ? 1 : 0;
        unsettled += history.isSettled() ? 0 : 1;
        newest = Math.max(newest, history.main(history.last()));
      } else {
        IndexNode child = child(i);
        live += child.live;
        unsettled += child.unsettled;
        newest = Math.max(newest, child.newest);
      }
    }
  }
}
