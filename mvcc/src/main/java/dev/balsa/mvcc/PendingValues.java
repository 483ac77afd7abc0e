package dev.balsa.mvcc;

import java.util.Arrays;

/**
 * The versions that the open batch has put, in revision order, until the backend has them. Writing
 * thread only.
 */
final class PendingValues {

  private static final int KEPT_CAPACITY = 1024;

  private long[] mains = new long[64];
  private int[] subs = new int[64];
  private KeyValue[] values = new KeyValue[64];
  private int count;

  void add(long main, int sub, KeyValue kv) {
    if (count == mains.length) {
      mains = Arrays.copyOf(mains, count * 2);
      subs = Arrays.copyOf(subs, count * 2);
      values = Arrays.copyOf(values, count * 2);
    }
    mains[count] = main;
    subs[count] = sub;
    values[count++] = kv;
  }

  KeyValue get(long main, int sub) {
    int low = 0;
    int high = count - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order =
          mains[middle] != main
              ? Long.compare(mains[middle], main)
              : Integer.compare(subs[middle], sub);
      if (order == 0) {
        return values[middle];
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return null;
  }

  boolean isEmpty() {
    return count == 0;
  }

  void clear() {
    if (values.length > KEPT_CAPACITY) {
      mains = new long[KEPT_CAPACITY];
      subs = new int[KEPT_CAPACITY];
      values = new KeyValue[KEPT_CAPACITY];
    } else {
      Arrays.fill(values, 0, count, null);
    }
    count = 0;
  }
}
