package dev.balsa.mvcc;

import java.util.Arrays;

/**
 * The form of {@link KeyHistory} for more than one entry. The arrays are shared with the histories
 * this one grew from and will grow into; {@code from} and {@code to} say which part is ours.
 * Nothing inside {@code [from, to)} is ever written again, so holders of older histories read
 * safely while the newest is extended.
 */
final class KeyVersions extends KeyHistory {

  private static final long TOMBSTONE = Long.MIN_VALUE;
  private static final int INITIAL_CAPACITY = 3;

  /** Main revisions in ascending order; the sign bit marks a tombstone. */
  private final long[] mains;

  /** Sub revisions, parallel to mains; null while all are 0. */
  private final int[] subs;

  /** Where the generations after the first begin, ascending; null while there is one generation. */
  private final int[] starts;

  private final int startCount;
  private final int from;
  private final int to;

  /** Create revision and version of the entry at {@code from}, whose elders may be compacted. */
  private final long firstCreate;

  private final long firstVersion;

  private KeyVersions(
      long[] mains,
      int[] subs,
      int[] starts,
      int startCount,
      int from,
      int to,
      long firstCreate,
      long firstVersion) {
    this.mains = mains;
    this.subs = subs;
    this.starts = starts;
    this.startCount = startCount;
    this.from = from;
    this.to = to;
    this.firstCreate = firstCreate;
    this.firstVersion = firstVersion;
  }

  /** A one-entry history extended by one entry. */
  static KeyVersions pair(KeyHistory first, long main, int sub, boolean tombstone) {
    long[] mains = new long[INITIAL_CAPACITY];
    mains[0] = first.isTombstone(0) ? first.main(0) | TOMBSTONE : first.main(0);
    int[] subs = null;
    if (first.sub(0) != 0) {
      subs = new int[INITIAL_CAPACITY];
      subs[0] = first.sub(0);
    }
    KeyVersions alone =
        new KeyVersions(mains, subs, null, 0, 0, 1, first.createRevision(0), first.version(0));
    return alone.with(main, sub, tombstone);
  }

  /** See {@link KeyHistory#restored}. */
  static KeyVersions restored(
      long[] mains, boolean[] tombstones, int[] subs, long firstCreate, long firstVersion) {
    int[] starts = new int[mains.length];
    int startCount = 0;
    for (int i = 0; i < mains.length; i++) {
      if (i > 0 && tombstones[i - 1]) {
        starts[startCount++] = i;
      }
      if (tombstones[i]) {
        mains[i] |= TOMBSTONE;
      }
    }
    return new KeyVersions(
        mains,
        subs,
        startCount == 0 ? null : Arrays.copyOf(starts, startCount),
        startCount,
        0,
        mains.length,
        firstCreate,
        firstVersion);
  }

  @Override
  int size() {
    return to - from;
  }

  @Override
  long main(int position) {
    return mains[from + position] & ~TOMBSTONE;
  }

  @Override
  int sub(int position) {
    return subs == null ? 0 : subs[from + position];
  }

  @Override
  boolean isTombstone(int position) {
    return mains[from + position] < 0;
  }

  @Override
  long createRevision(int position) {
    int start = generationStart(from + position);
    return start <= from ? firstCreate : mains[start];
  }

  @Override
  long version(int position) {
    int start = generationStart(from + position);
    return start <= from ? firstVersion + position : from + position - start + 1L;
  }

  /** The last generation start at or before an absolute position; -1 for the first generation. */
  private int generationStart(int absolute) {
    if (startCount == 0 || starts[0] > absolute) {
      return -1;
    }
    if (starts[startCount - 1] <= absolute) {
      return starts[startCount - 1];
    }
    int found = Arrays.binarySearch(starts, 0, startCount, absolute);
    return starts[found >= 0 ? found : -found - 2];
  }

  @Override
  KeyHistory put(long main, int sub) {
    return with(main, sub, false);
  }

  @Override
  KeyHistory tombstone(long main, int sub) {
    return with(main, sub, true);
  }

  private KeyVersions with(long main, int sub, boolean tombstone) {
    if (to == mains.length) {
      return regrown(size() + size() / 2 + 1).with(main, sub, tombstone);
    }
    int[] nextSubs = subs;
    if (sub != 0 && nextSubs == null) {
      nextSubs = new int[mains.length];
    }
    if (nextSubs != null) {
      nextSubs[to] = sub;
    }
    int[] nextStarts = starts;
    int nextStartCount = startCount;
    if (mains[to - 1] < 0) {
      if (nextStarts == null) {
        nextStarts = new int[2];
      } else if (startCount == nextStarts.length) {
        nextStarts = Arrays.copyOf(nextStarts, startCount * 2);
      }
      nextStarts[nextStartCount++] = to;
    }
    mains[to] = tombstone ? main | TOMBSTONE : main;
    return new KeyVersions(
        mains, nextSubs, nextStarts, nextStartCount, from, to + 1, firstCreate, firstVersion);
  }

  /** The same entries in arrays of their own, moved to the front. */
  private KeyVersions regrown(int capacity) {
    int size = size();
    long[] movedMains = new long[capacity];
    System.arraycopy(mains, from, movedMains, 0, size);
    int[] movedSubs = null;
    if (subs != null) {
      movedSubs = new int[capacity];
      System.arraycopy(subs, from, movedSubs, 0, size);
    }
    int firstLater = 0;
    while (firstLater < startCount && starts[firstLater] <= from) {
      firstLater++;
    }
    int later = startCount - firstLater;
    int[] movedStarts = null;
    if (later > 0) {
      movedStarts = new int[later];
      for (int i = 0; i < later; i++) {
        movedStarts[i] = starts[firstLater + i] - from;
      }
    }
    return new KeyVersions(
        movedMains, movedSubs, movedStarts, later, 0, size, firstCreate, firstVersion);
  }

  @Override
  KeyHistory withoutOldest(int count) {
    int rest = size() - count;
    if (count == 0 || rest == 0) {
      return count == 0 ? this : null;
    }
    if (rest == 1) {
      return KeyHistory.of(
          main(count), sub(count), isTombstone(count), createRevision(count), version(count));
    }
    KeyVersions cut =
        new KeyVersions(
            mains,
            subs,
            starts,
            startCount,
            from + count,
            to,
            createRevision(count),
            version(count));
    // Giving back what is cut off costs a copy, so it waits until half of the array is dead.
    return rest <= mains.length / 2 ? cut.regrown(rest + 1) : cut;
  }

  @Override
  int find(long revision) {
    if ((mains[to - 1] & ~TOMBSTONE) <= revision) {
      return to - 1 - from;
    }
    int low = from;
    int high = to - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if ((mains[middle] & ~TOMBSTONE) <= revision) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1 - from;
  }
}
