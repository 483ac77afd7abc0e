package dev.balsa.watch;

import dev.balsa.mvcc.KeyRange;

/**
 * The watchers of one key or interval. As a list it holds those that are synced, so that one match
 * serves all of them; the others are only counted.
 */
class Group extends WatcherList {

  final byte[] key;

  /** As in {@link KeyRange}: null for one key, empty for no upper bound. */
  final byte[] end;

  /** All watchers of the range, in whatever state; at 0 the index forgets the group. */
  int members;

  /** So many keys of the range changed in the past that reading it alone does not pay. */
  boolean busy;

  /** What a change of several events has matched so far; null between publications. */
  Match match;

  Group(byte[] key, byte[] end) {
    this.key = key;
    this.end = end;
  }

  final boolean isSingle() {
    return end == null;
  }

  final KeyRange range() {
    return new KeyRange(key, end);
  }

  /** A group in the hash map of single keys. */
  static final class OfKey extends Group {

    final int hash;

    OfKey(byte[] key, int hash) {
      super(key, null);
      this.hash = hash;
    }
  }

  /** A group in the interval tree, its own node there. */
  static final class OfInterval extends Group {

    OfInterval left;
    OfInterval right;
    int height = 1;

    /** The greatest end in this subtree; empty if one of them is unbounded. */
    byte[] maxEnd;

    OfInterval(byte[] key, byte[] end) {
      super(key, end);
      this.maxEnd = end;
    }
  }
}
