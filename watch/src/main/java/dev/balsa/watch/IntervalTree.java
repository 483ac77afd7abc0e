package dev.balsa.watch;

import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Groups of intervals, balanced by height (AVL) and ordered by begin, then end; each node knows the
 * greatest end below it, so that asking which intervals hold a key costs the depth of the tree plus
 * the answers.
 *
 * <pre>
 *                  [d, k) max z
 *                 /            \
 *        [a, c) max e         [m, z) max z        holding "d": root yes; left's max e &gt; d, look;
 *                 \                               right begins behind d, stop
 *              [b, e) max e
 * </pre>
 *
 * Groups are their own nodes. The empty array is the end of an unbounded interval and greater than
 * any other end.
 */
final class IntervalTree {

  private Group.OfInterval root;
  private int size;

  /** Set by {@link #insert} to the group that was asked for. */
  private Group.OfInterval found;

  int size() {
    return size;
  }

  /** The group of an interval, made if there is none. */
  Group findOrAdd(byte[] key, byte[] end) {
    root = insert(root, key, end);
    Group.OfInterval result = found;
    found = null;
    return result;
  }

  /** Takes a group out. */
  void remove(Group.OfInterval group) {
    root = delete(root, group);
    group.left = null;
    group.right = null;
    size--;
  }

  /**
   * Calls {@code visitor} with every group whose interval holds {@code key}, in the tree's order.
   */
  void holding(byte[] key, Consumer<Group> visitor) {
    holding(root, key, visitor);
  }

  private static void holding(Group.OfInterval node, byte[] key, Consumer<Group> visitor) {
    if (node == null || !isBefore(key, node.maxEnd)) {
      return;
    }
    holding(node.left, key, visitor);
    if (Arrays.compareUnsigned(node.key, key) <= 0) {
      if (isBefore(key, node.end)) {
        visitor.accept(node);
      }
      holding(node.right, key, visitor);
    }
  }

  private Group.OfInterval insert(Group.OfInterval node, byte[] key, byte[] end) {
    if (node == null) {
      size++;
      found = new Group.OfInterval(key, end);
      return found;
    }
    int order = compare(key, end, node);
    if (order == 0) {
      found = node;
      return node;
    }
    if (order < 0) {
      node.left = insert(node.left, key, end);
    } else {
      node.right = insert(node.right, key, end);
    }
    return balance(node);
  }

  private Group.OfInterval delete(Group.OfInterval node, Group.OfInterval group) {
    if (node == null) {
      throw new IllegalStateException("the tree does not hold the interval " + group.range());
    }
    int order = compare(group.key, group.end, node);
    if (order < 0) {
      node.left = delete(node.left, group);
    } else if (order > 0) {
      node.right = delete(node.right, group);
    } else if (node.left == null || node.right == null) {
      return node.left == null ? node.right : node.left;
    } else {
      return replaceBySuccessor(node);
    }
    return balance(node);
  }

  private Group.OfInterval replaceBySuccessor(Group.OfInterval node) {
    Group.OfInterval successor = node.right;
    while (successor.left != null) {
      successor = successor.left;
    }
    successor.right = delete(node.right, successor);
    successor.left = node.left;
    return balance(successor);
  }

  private static Group.OfInterval balance(Group.OfInterval node) {
    int lean = height(node.left) - height(node.right);
    if (lean > 1) {
      if (height(node.left.left) < height(node.left.right)) {
        node.left = rotateLeft(node.left);
      }
      return rotateRight(node);
    }
    if (lean < -1) {
      if (height(node.right.right) < height(node.right.left)) {
        node.right = rotateRight(node.right);
      }
      return rotateLeft(node);
    }
    refresh(node);
    return node;
  }

  private static Group.OfInterval rotateRight(Group.OfInterval node) {
    Group.OfInterval top = node.left;
    node.left = top.right;
    top.right = node;
    refresh(node);
    refresh(top);
    return top;
  }

  private static Group.OfInterval rotateLeft(Group.OfInterval node) {
    Group.OfInterval top = node.right;
    node.right = top.left;
    top.left = node;
    refresh(node);
    refresh(top);
    return top;
  }

  private static void refresh(Group.OfInterval node) {
    node.height = 1 + Math.max(height(node.left), height(node.right));
    byte[] max = node.end;
    if (node.left != null && compareEnds(max, node.left.maxEnd) < 0) {
      max = node.left.maxEnd;
    }
    if (node.right != null && compareEnds(max, node.right.maxEnd) < 0) {
      max = node.right.maxEnd;
    }
    node.maxEnd = max;
  }

  private static int height(Group.OfInterval node) {
    return node == null ? 0 : node.height;
  }

  private static int compare(byte[] key, byte[] end, Group.OfInterval node) {
    int order = Arrays.compareUnsigned(key, node.key);
    return order != 0 ? order : compareEnds(end, node.end);
  }

  private static boolean isBefore(byte[] key, byte[] end) {
    return end.length == 0 || Arrays.compareUnsigned(key, end) < 0;
  }

  private static int compareEnds(byte[] a, byte[] b) {
    if (a.length == 0 || b.length == 0) {
      return Boolean.compare(a.length == 0, b.length == 0);
    }
    return Arrays.compareUnsigned(a, b);
  }

  /** Throws if the tree is out of balance, out of order, or a greatest end is wrong. For tests. */
  void check() {
    check(root);
  }

  private static void check(Group.OfInterval node) {
    if (node == null) {
      return;
    }
    check(node.left);
    check(node.right);
    boolean ordered =
        (node.left == null || compare(node.left.key, node.left.end, node) < 0)
            && (node.right == null || compare(node.right.key, node.right.end, node) > 0);
    int height = node.height;
    byte[] maxEnd = node.maxEnd;
    refresh(node);
    boolean balanced = Math.abs(height(node.left) - height(node.right)) <= 1;
    if (!ordered || !balanced || height != node.height || compareEnds(maxEnd, node.maxEnd) != 0) {
      throw new IllegalStateException("the tree is broken at " + node.range());
    }
  }
}
