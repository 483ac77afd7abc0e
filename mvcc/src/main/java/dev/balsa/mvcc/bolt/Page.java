package dev.balsa.mvcc.bolt;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A node as it was read, checked: what its elements point at lies inside it, and its keys ascend.
 */
final class Page {

  /** Whose page this is, for messages. */
  interface Origin {
    IOException damaged(long page, String reason);
  }

  private final Origin origin;
  private final long id;
  private final ByteBuffer bytes;
  private final boolean leaf;
  private final int count;

  /**
   * @param bytes the page with its overflow, from its header on
   * @throws IOException if it is no well-formed node
   */
  Page(Origin origin, long id, ByteBuffer bytes) throws IOException {
    this.origin = origin;
    this.id = id;
    this.bytes = bytes;
    int kind = bytes.getShort(8);
    this.leaf = kind == Format.LEAF;
    this.count = Short.toUnsignedInt(bytes.getShort(10));
    if (!leaf && kind != Format.BRANCH) {
      throw damaged("it is no node of a tree, but of kind " + kind);
    }
    if (Format.PAGE_HEADER_BYTES + (long) count * Format.ELEMENT_BYTES > bytes.limit()) {
      throw damaged("it claims " + count + " elements, more than fit");
    }
    if (!leaf && count == 0) {
      throw damaged("a branch without children");
    }
    check();
  }

  /** Keys and values follow the elements without a gap: so a wrong count or length shows. */
  private void check() throws IOException {
    long expected = Format.PAGE_HEADER_BYTES + (long) count * Format.ELEMENT_BYTES;
    for (int i = 0; i < count; i++) {
      long from = (long) element(i) + Integer.toUnsignedLong(bytes.getInt(position(i)));
      long length =
          Integer.toUnsignedLong(bytes.getInt(position(i) + 4))
              + (leaf ? Integer.toUnsignedLong(bytes.getInt(position(i) + 8)) : 0);
      if (from != expected) {
        throw damaged("element " + i + " points at byte " + from + " instead of " + expected);
      }
      expected = from + length;
      if (expected > bytes.limit()) {
        throw damaged("element " + i + " reaches beyond its end");
      }
    }
    for (int i = 1; i < count; i++) {
      if (compare(i - 1, i) >= 0) {
        throw damaged("its keys do not ascend at element " + i);
      }
    }
  }

  IOException damaged(String reason) {
    return origin.damaged(id, reason);
  }

  long id() {
    return id;
  }

  boolean isLeaf() {
    return leaf;
  }

  int byteLength() {
    return bytes.limit();
  }

  int count() {
    return count;
  }

  private static int element(int i) {
    return Format.PAGE_HEADER_BYTES + i * Format.ELEMENT_BYTES;
  }

  /** Where the position, key length and so on of an element begin. */
  private int position(int i) {
    return element(i) + (leaf ? 4 : 0);
  }

  private int keyAt(int i) {
    return element(i) + bytes.getInt(position(i));
  }

  private int keyLength(int i) {
    return bytes.getInt(position(i) + 4);
  }

  private int compare(int i, int j) {
    byte[] all = bytes.array();
    int base = bytes.arrayOffset();
    return Arrays.compareUnsigned(
        all,
        base + keyAt(i),
        base + keyAt(i) + keyLength(i),
        all,
        base + keyAt(j),
        base + keyAt(j) + keyLength(j));
  }

  byte[] key(int i) {
    byte[] key = new byte[keyLength(i)];
    bytes.get(keyAt(i), key);
    return key;
  }

  int valueLength(int i) {
    return bytes.getInt(position(i) + 8);
  }

  byte[] value(int i) {
    byte[] value = new byte[valueLength(i)];
    bytes.get(keyAt(i) + keyLength(i), value);
    return value;
  }

  boolean isBucket(int i) {
    return (bytes.getInt(element(i)) & Format.BUCKET_FLAG) != 0;
  }

  long child(int i) {
    return bytes.getLong(element(i) + 8);
  }

  /** The first element whose key is not below {@code key}; {@link #count} if there is none. */
  int firstAtLeast(byte[] key) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Arrays.compareUnsigned(key(middle), key) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The child that holds {@code key} if any does. */
  int childFor(byte[] key) {
    int at = firstAtLeast(key);
    boolean exact = at < count && Arrays.equals(key(at), key);
    return exact || at == 0 ? at : at - 1;
  }
}
