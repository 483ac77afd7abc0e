package dev.balsa.mvcc.bolt;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One page of a tree while it is being filled, or only measured. It takes elements until its pages
 * are full; a single element may need more than one page, and what is left of the last one is
 * filled too.
 */
final class Node {

  private final boolean leaf;

  /** Null while the node is only measured. */
  private final List<byte[]> keys;

  private final List<byte[]> values;
  private final List<Long> children;

  private byte[] firstKey;
  private int count;
  private long usedBytes = Format.PAGE_HEADER_BYTES;

  Node(boolean leaf, boolean measuring) {
    this.leaf = leaf;
    this.keys = measuring ? null : new ArrayList<>();
    this.values = measuring || !leaf ? null : new ArrayList<>();
    this.children = measuring || leaf ? null : new ArrayList<>();
  }

  boolean isEmpty() {
    return count == 0;
  }

  int count() {
    return count;
  }

  byte[] firstKey() {
    return firstKey;
  }

  /** Whether one more element fits without one more page; into an empty node anything does. */
  boolean hasRoom(int keyBytes, int valueBytes) {
    long needed = Format.ELEMENT_BYTES + (long) keyBytes + valueBytes;
    return count == 0 || usedBytes + needed <= (long) pages() * Format.PAGE_BYTES;
  }

  void add(byte[] key, byte[] value, int valueBytes) {
    take(key, valueBytes);
    if (values != null) {
      values.add(value);
    }
  }

  void add(byte[] key, long childPage) {
    take(key, 0);
    if (children != null) {
      children.add(childPage);
    }
  }

  private void take(byte[] key, int valueBytes) {
    if (count == 0) {
      firstKey = key;
    }
    count++;
    usedBytes += Format.ELEMENT_BYTES + (long) key.length + valueBytes;
    if (usedBytes > Integer.MAX_VALUE - Format.PAGE_BYTES) {
      throw new IllegalArgumentException("a record of " + usedBytes + " bytes is too large");
    }
    if (keys != null) {
      keys.add(key);
    }
  }

  /** How many pages the node takes. */
  int pages() {
    return (int) ((usedBytes + Format.PAGE_BYTES - 1) / Format.PAGE_BYTES);
  }

  void clear() {
    count = 0;
    usedBytes = Format.PAGE_HEADER_BYTES;
    firstKey = null;
    for (List<?> list : Arrays.asList(keys, values, children)) {
      if (list != null) {
        list.clear();
      }
    }
  }

  /** The bytes of the node's pages, when the first of them has this number. */
  byte[] encode(long page) {
    byte[] bytes = new byte[pages() * Format.PAGE_BYTES];
    ByteBuffer out = Format.littleEndian(bytes);
    Format.header(out, page, leaf ? Format.LEAF : Format.BRANCH, count, pages() - 1);
    int element = Format.PAGE_HEADER_BYTES;
    int data = element + count * Format.ELEMENT_BYTES;
    for (int i = 0; i < count; i++) {
      byte[] key = keys.get(i);
      if (leaf) {
        byte[] value = values.get(i);
        out.putInt(element, 0);
        out.putInt(element + 4, data - element);
        out.putInt(element + 8, key.length);
        out.putInt(element + 12, value.length);
        out.put(data + key.length, value);
        out.put(data, key);
        data += key.length + value.length;
      } else {
        out.putInt(element, data - element);
        out.putInt(element + 4, key.length);
        out.putLong(element + 8, children.get(i));
        out.put(data, key);
        data += key.length;
      }
      element += Format.ELEMENT_BYTES;
    }
    return bytes;
  }
}
