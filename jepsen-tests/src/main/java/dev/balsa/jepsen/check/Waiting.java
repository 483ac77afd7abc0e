package dev.balsa.jepsen.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The entries that are not in the order yet, by time of invocation; taking one out and putting it
 * back cost nothing (Knuth's dancing links).
 */
final class Waiting {

  private Entry first;
  private int size;
  private int withoutSlot;
  private final Map<Long, int[]> atSlot = new HashMap<>();
  private final long lastSlot;

  /** Entries by time of invocation. */
  Waiting(List<Entry> entries) {
    Entry last = null;
    long highest = Entry.ANY;
    for (Entry entry : entries) {
      entry.before = last;
      entry.after = null;
      if (last == null) {
        first = entry;
      } else {
        last.after = entry;
      }
      last = entry;
      count(entry, 1);
      highest = Math.max(highest, entry.slot);
    }
    lastSlot = highest;
  }

  private void count(Entry entry, int step) {
    size += step;
    if (entry.slot == Entry.ANY) {
      withoutSlot += step;
    } else {
      atSlot.computeIfAbsent(entry.slot, any -> new int[1])[0] += step;
    }
  }

  Entry first() {
    return first;
  }

  int size() {
    return size;
  }

  /** How many of them answered with this revision. */
  int at(long slot) {
    int[] count = atSlot.get(slot);
    return count == null ? 0 : count[0];
  }

  /** Whether somebody may need a revision beyond this one. */
  boolean needsMoreThan(long revision) {
    return withoutSlot > 0 || (size > 0 && lastSlot > revision);
  }

  void take(Entry entry) {
    if (entry.before == null) {
      first = entry.after;
    } else {
      entry.before.after = entry.after;
    }
    if (entry.after != null) {
      entry.after.before = entry.before;
    }
    count(entry, -1);
  }

  /** Puts back the entry that was taken last. */
  void putBack(Entry entry) {
    if (entry.before == null) {
      first = entry;
    } else {
      entry.before.after = entry;
    }
    if (entry.after != null) {
      entry.after.before = entry;
    }
    count(entry, 1);
  }

  /**
   * Those that may be next: nobody who waits returned before they were invoked. Ends of intervals
   * that touch count as at the same time.
   */
  List<Entry> window() {
    List<Entry> window = new ArrayList<>();
    long limit = Long.MAX_VALUE;
    for (Entry e = first; e != null && e.invoked() <= limit; e = e.after) {
      limit = Math.min(limit, e.returned());
      window.add(e);
    }
    return window;
  }

  /** The earliest return of those who wait. */
  long limit() {
    long limit = Long.MAX_VALUE;
    for (Entry e = first; e != null && e.invoked() <= limit; e = e.after) {
      limit = Math.min(limit, e.returned());
    }
    return limit;
  }

  /** All of them. */
  List<Entry> all() {
    List<Entry> all = new ArrayList<>(size);
    for (Entry e = first; e != null; e = e.after) {
      all.add(e);
    }
    return all;
  }
}
