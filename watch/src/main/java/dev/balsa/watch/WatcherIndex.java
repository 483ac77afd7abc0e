package dev.balsa.watch;

import java.util.function.Consumer;

/** All groups: those of one key in a hash table, those of an interval in a tree. */
final class WatcherIndex {

  /** The end of an interval without upper bound. */
  static final byte[] UNBOUNDED = {};

  private final KeyTable keys = new KeyTable();
  private final IntervalTree intervals = new IntervalTree();

  /** The group of a range (as in {@link dev.balsa.mvcc.KeyRange}), with one member more. */
  Group join(byte[] key, byte[] end) {
    Group group = end == null ? keys.findOrAdd(key) : intervals.findOrAdd(key, end);
    group.members++;
    return group;
  }

  /** Says that a group has one member less; the last one takes the group along. */
  void leave(Group group) {
    if (--group.members > 0) {
      return;
    }
    if (group instanceof Group.OfKey single) {
      keys.remove(single);
    } else {
      intervals.remove((Group.OfInterval) group);
    }
  }

  /**
   * Calls {@code visitor} with every group that a key belongs to: the key's own, then intervals in
   * order.
   */
  void holding(byte[] key, Consumer<Group> visitor) {
    if (keys.size() > 0) {
      Group single = keys.find(key);
      if (single != null) {
        visitor.accept(single);
      }
    }
    if (intervals.size() > 0) {
      intervals.holding(key, visitor);
    }
  }
}
