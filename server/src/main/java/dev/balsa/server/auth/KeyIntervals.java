package dev.balsa.server.auth;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A set of keys, as half-open intervals that neither overlap nor touch. Immutable.
 *
 * <pre>
 *   granted     [a, c)  [b, d)  [d, f)  "m"        [x, everything)
 *   kept        [a, f)                  [m, m\0)   [x, open)
 *
 *   [b, e) is covered, although no grant covers it alone; [e, g) is not
 * </pre>
 */
final class KeyIntervals {

  private static final byte[] NOTHING = {};

  /** Ascending. */
  private final byte[][] begins;

  /** Exclusive; null for no end. */
  private final byte[][] ends;

  private KeyIntervals(byte[][] begins, byte[][] ends) {
    this.begins = begins;
    this.ends = ends;
  }

  /** Whether a range of the API asks for every key from its first on. */
  static boolean isOpen(ByteString rangeEnd) {
    return rangeEnd.size() == 1 && rangeEnd.byteAt(0) == 0;
  }

  /**
   * Whether all keys of a request are in the set.
   *
   * @param rangeEnd as in the API: empty for one key, one zero byte for no end
   */
  boolean covers(ByteString key, ByteString rangeEnd) {
    int at = lastBeginUpTo(key);
    if (at < 0 || (ends[at] != null && compare(key, ends[at]) >= 0)) {
      return false;
    } else if (rangeEnd.isEmpty() || ends[at] == null) {
      return rangeEnd.isEmpty() || isOpen(rangeEnd) || compare(rangeEnd, begins[at]) > 0;
    }
    // A range that ends before it begins has no keys; both its bounds have to be inside, as etcd
    // has it.
    return !isOpen(rangeEnd)
        && compare(rangeEnd, ends[at]) <= 0
        && compare(rangeEnd, begins[at]) > 0;
  }

  /** The last interval that begins at the key or before it; -1 if there is none. */
  private int lastBeginUpTo(ByteString key) {
    int low = 0;
    int high = begins.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (compare(key, begins[middle]) >= 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return high;
  }

  private static int compare(ByteString a, byte[] b) {
    int common = Math.min(a.size(), b.length);
    for (int i = 0; i < common; i++) {
      int difference = (a.byteAt(i) & 0xff) - (b[i] & 0xff);
      if (difference != 0) {
        return difference;
      }
    }
    return a.size() - b.length;
  }

  /** Collects intervals; they may overlap and come in any order. */
  static final class Builder {

    private record Interval(byte[] begin, byte[] end) {}

    private final List<Interval> intervals = new ArrayList<>();

    /** Adds a range of the API; one that ends before it begins adds nothing. */
    void add(ByteString key, ByteString rangeEnd) {
      byte[] begin = key.toByteArray();
      if (rangeEnd.isEmpty()) {
        intervals.add(new Interval(begin, Arrays.copyOf(begin, begin.length + 1)));
      } else if (isOpen(rangeEnd)) {
        intervals.add(new Interval(begin, null));
      } else if (compare(rangeEnd, begin) > 0) {
        intervals.add(new Interval(begin, rangeEnd.toByteArray()));
      }
    }

    KeyIntervals build() {
      intervals.sort((a, b) -> Arrays.compareUnsigned(a.begin(), b.begin()));
      List<byte[]> begins = new ArrayList<>();
      List<byte[]> ends = new ArrayList<>();
      byte[] reached = NOTHING;
      for (Interval next : intervals) {
        if (!begins.isEmpty() && (reached == null || compareKeys(next.begin(), reached) <= 0)) {
          reached = later(reached, next.end());
          ends.set(ends.size() - 1, reached);
        } else {
          begins.add(next.begin());
          reached = next.end();
          ends.add(reached);
        }
      }
      return new KeyIntervals(begins.toArray(new byte[0][]), ends.toArray(new byte[0][]));
    }

    private static int compareKeys(byte[] a, byte[] b) {
      return Arrays.compareUnsigned(a, b);
    }

    private static byte[] later(byte[] a, byte[] b) {
      return a == null || b == null ? null : compareKeys(a, b) >= 0 ? a : b;
    }
  }
}
