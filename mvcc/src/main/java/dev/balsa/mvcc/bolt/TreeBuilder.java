package dev.balsa.mvcc.bolt;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Builds the trees of a file bottom-up from ascending keys: a node that is full gets the next page
 * number and leaves, and its first key goes into the open node of the level above. Measuring and
 * writing are the same walk, so they cannot come to different results.
 */
final class TreeBuilder {

  /** Takes nodes in the order of their page numbers. */
  @FunctionalInterface
  interface PageSink {
    void write(byte[] pages);
  }

  /** Null while only measuring. */
  private final PageSink sink;

  private final List<BoltPlan.Bucket> buckets = new ArrayList<>();

  /** The open node of each level, leaves first. */
  private final List<Node> levels = new ArrayList<>();

  private long nextPage;
  private byte[] bucketName;
  private byte[] lastKey;

  TreeBuilder(long firstPage, PageSink sink) {
    this.nextPage = firstPage;
    this.sink = sink;
  }

  void beginBucket(byte[] name) {
    endBucket();
    if (!buckets.isEmpty()) {
      requireAscending("bucket", buckets.get(buckets.size() - 1).name(), name);
    }
    bucketName = name;
    lastKey = null;
    levels.clear();
    levels.add(node(true));
  }

  /**
   * Adds a record.
   *
   * @param value null while only measuring
   */
  void add(byte[] key, byte[] value, int valueBytes) {
    if (bucketName == null) {
      throw new IllegalStateException("no bucket has been begun");
    }
    if (lastKey != null) {
      requireAscending("key", lastKey, key);
    }
    lastKey = key;
    Node leaf = levels.get(0);
    if (!leaf.hasRoom(key.length, valueBytes)) {
      close(0);
    }
    leaf.add(key, value, valueBytes);
  }

  BoltPlan finish() {
    endBucket();
    bucketName = null;
    return new BoltPlan(buckets, nextPage);
  }

  private void endBucket() {
    if (bucketName == null) {
      return;
    }
    for (int level = 0; level < levels.size() - 1; level++) {
      close(level);
    }
    // The top level is open still: what it holds is the root. A branch with one child only is none.
    Node top = levels.get(levels.size() - 1);
    buckets.add(new BoltPlan.Bucket(bucketName, leave(top)));
  }

  /** Sends the open node of a level on its way and notes it in the level above. */
  private void close(int level) {
    Node node = levels.get(level);
    byte[] firstKey = node.firstKey();
    long page = leave(node);
    if (levels.size() == level + 1) {
      levels.add(node(false));
    }
    Node parent = levels.get(level + 1);
    if (!parent.hasRoom(firstKey.length, 0)) {
      close(level + 1);
    }
    parent.add(firstKey, page);
  }

  private long leave(Node node) {
    long page = nextPage;
    nextPage += node.pages();
    if (sink != null) {
      sink.write(node.encode(page));
    }
    node.clear();
    return page;
  }

  private Node node(boolean leaf) {
    return new Node(leaf, sink == null);
  }

  private static void requireAscending(String what, byte[] before, byte[] after) {
    if (Arrays.compareUnsigned(before, after) >= 0) {
      throw new IllegalArgumentException(what + "s must ascend, and do not");
    }
  }
}
