package dev.balsa.watch;

import dev.balsa.mvcc.KeyRange;
import dev.balsa.mvcc.KeyValue;
import java.util.Arrays;

/**
 * Changes of a run of revisions, {@code from} to {@code to} exclusive, in memory. What lies between
 * two changes of the stretch did not happen, or lies outside the range it was read for.
 *
 * <p>When asked often it sorts its events by key, so that a narrow range costs a binary search.
 */
final class Stretch {

  /** Looked through from end to end this often before it pays to sort. */
  private static final int LOOKS_BEFORE_SORTING = 4;

  private static final int MAX_SORTED_EVENTS = 1 << 16;

  private final long from;
  private long to;
  private Change[] changes = new Change[16];
  private int size;
  private int events;
  private long heapBytes;
  private int looks;

  /** Null until sorted: every event's key and place, by key. */
  private Slot[] byKey;

  private record Slot(KeyValue kv, int change, int event) {}

  Stretch(long from) {
    this.from = from;
    this.to = from;
  }

  long from() {
    return from;
  }

  long to() {
    return to;
  }

  long heapBytes() {
    return heapBytes;
  }

  boolean covers(long revision) {
    return from <= revision && revision < to;
  }

  /** Adds the next change; the stretch then reaches to the revision behind it. */
  void add(Change change) {
    if (size == changes.length) {
      changes = Arrays.copyOf(changes, size * 2);
    }
    changes[size++] = change;
    events += change.events.length;
    heapBytes += change.heapBytes;
    to = change.revision + 1;
    byKey = null;
    looks = 0;
  }

  /** Says that nothing more happened before {@code revision}. */
  void reachTo(long revision) {
    to = revision;
  }

  /** Lets go of batches that were shared while the changes were new. */
  void dropBatches() {
    for (int i = 0; i < size; i++) {
      changes[i].dropBatches();
    }
  }

  /**
   * Puts the events of a range from {@code revision} on into a batch.
   *
   * @return the revision to go on with: {@link #to}, or less if the batch became full
   */
  long collect(KeyRange range, long revision, BatchBuilder batch) {
    if (byKey == null && ++looks > LOOKS_BEFORE_SORTING && events <= MAX_SORTED_EVENTS) {
      sort();
    }
    return byKey == null ? scan(range, revision, batch) : search(range, revision, batch);
  }

  private long scan(KeyRange range, long revision, BatchBuilder batch) {
    for (int c = indexOf(revision); c < size; c++) {
      Change change = changes[c];
      for (int i = 0; i < change.events.length; i++) {
        if (change.events[i].kv().isKeyIn(range) && !batch.add(change, i)) {
          return change.revision;
        }
      }
    }
    return to;
  }

  private long search(KeyRange range, long revision, BatchBuilder batch) {
    int low = slotOf(range.key(), false);
    int high = range.isUnbounded() ? byKey.length : slotOf(endOf(range), range.isSingle());
    if ((high - low) * 4L > byKey.length) {
      return scan(range, revision, batch);
    }
    long[] places = new long[high - low];
    for (int i = low; i < high; i++) {
      places[i - low] = ((long) byKey[i].change << 32) | byKey[i].event;
    }
    Arrays.sort(places);
    int first = indexOf(revision);
    for (long place : places) {
      int c = (int) (place >>> 32);
      if (c >= first && !batch.add(changes[c], (int) place)) {
        return changes[c].revision;
      }
    }
    return to;
  }

  private static byte[] endOf(KeyRange range) {
    return range.isSingle() ? range.key() : range.end();
  }

  /**
   * The first slot whose key is not less than {@code key}, or greater than it if {@code behind}.
   */
  private int slotOf(byte[] key, boolean behind) {
    int low = 0;
    int high = byKey.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      KeyValue kv = byKey[middle].kv;
      int offset = kv.keyOffset();
      int order =
          Arrays.compareUnsigned(kv.wire(), offset, offset + kv.keyLength(), key, 0, key.length);
      if (order < 0 || (behind && order == 0)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private void sort() {
    Slot[] slots = new Slot[events];
    int at = 0;
    for (int c = 0; c < size; c++) {
      for (int i = 0; i < changes[c].events.length; i++) {
        slots[at++] = new Slot(changes[c].events[i].kv(), c, i);
      }
    }
    Arrays.sort(slots, (a, b) -> a.kv.compareKey(b.kv));
    byKey = slots;
  }

  /** The first change at {@code revision} or later. */
  private int indexOf(long revision) {
    int low = 0;
    int high = size;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (changes[middle].revision < revision) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
