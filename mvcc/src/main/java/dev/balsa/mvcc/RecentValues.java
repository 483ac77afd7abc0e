package dev.balsa.mvcc;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The current versions of keys that were read of late, on the heap: a table of fixed size in which
 * a key has two neighbouring places. Any thread reads and writes without locks: a place holds a
 * reference to an immutable object whose fields are final, and a reader takes only what it can
 * prove to be the version it wants.
 *
 * <pre>
 *  hash of the key   ->  | place 0: the later of the two | place 1: the one before |
 * </pre>
 *
 * <p>A new version takes the place of its key's old one, so that no room is lost to what nobody
 * reads any more; a version older than the one that is here is not taken. The bytes of all versions
 * together have a bound; above it a hand goes round the table and clears places. Two threads that
 * write at the same time may lose an entry, which costs a read of the backend and nothing else.
 */
final class RecentValues {

  private static final int SPREAD = 0x9e3779b9;

  /** One transaction may change a key several times: the sub revision tells the versions apart. */
  private record Place(KeyValue kv, int sub) {
    boolean isVersion(byte[] key, long main, int wantedSub) {
      return kv.modRevision() == main && sub == wantedSub && kv.keyEquals(key);
    }
  }

  private final AtomicReferenceArray<Place> places;
  private final int shift;
  private final int valueBytesMax;
  private final long bytesMax;

  /** [INVARIANT] the lengths of the versions in the table; every exchange of a place adjusts it. */
  private final AtomicLong bytes = new AtomicLong();

  private final AtomicInteger hand = new AtomicInteger();

  /**
   * Makes an empty table.
   *
   * @param placeCount a power of two, 4 or more
   * @param valueBytesMax versions larger than this are not kept
   * @param bytesMax how large all versions together may become
   */
  RecentValues(int placeCount, int valueBytesMax, long bytesMax) {
    this.places = new AtomicReferenceArray<>(placeCount);
    this.shift = Integer.SIZE + 1 - Integer.numberOfTrailingZeros(placeCount);
    this.valueBytesMax = valueBytesMax;
    this.bytesMax = bytesMax;
  }

  /** Keeps a version that was read. */
  void put(int sub, KeyValue kv) {
    int at = placeOf(kv);
    if (at >= 0) {
      replace(at, sub, kv);
    } else if (fits(kv)) {
      int first = first(kv.keyHash());
      set(first + 1, places.get(first));
      set(first, new Place(kv, sub));
      keepWithinBytes();
    }
  }

  /**
   * Keeps a version that was written, if the one before it is here: a key that nobody reads would
   * fill the table, and outlive the young generation, in vain.
   */
  void refresh(int sub, KeyValue kv) {
    int at = placeOf(kv);
    if (at >= 0) {
      replace(at, sub, kv);
    }
  }

  private boolean fits(KeyValue kv) {
    return kv.wire().length <= valueBytesMax;
  }

  /** Where a version of this key stands; -1 if none does. */
  private int placeOf(KeyValue kv) {
    int first = first(kv.keyHash());
    if (isOf(kv, first)) {
      return first;
    }
    return isOf(kv, first + 1) ? first + 1 : -1;
  }

  private boolean isOf(KeyValue kv, int at) {
    Place place = places.getAcquire(at);
    return place != null && place.kv().hasSameKey(kv);
  }

  /**
   * At equal revisions too: what was undone leaves its revision to what comes instead. What is too
   * large leaves the place empty: the old version is of no use any more.
   */
  private void replace(int at, int sub, KeyValue kv) {
    Place old = places.getAcquire(at);
    if (old != null && old.kv().modRevision() <= kv.modRevision()) {
      set(at, fits(kv) ? new Place(kv, sub) : null);
      keepWithinBytes();
    }
  }

  private void keepWithinBytes() {
    while (bytes.get() > bytesMax) {
      set(hand.getAndIncrement() & (places.length() - 1), null);
    }
  }

  private void set(int at, Place place) {
    Place old = places.getAndSet(at, place);
    bytes.addAndGet(bytesOf(place) - bytesOf(old));
  }

  private static long bytesOf(Place place) {
    return place == null ? 0 : place.kv().wire().length;
  }

  /** The version of {@code key} at a revision, or null if it is not here. */
  KeyValue get(byte[] key, long main, int sub) {
    int first = first(KeyValue.hash(key, 0, key.length));
    Place place = places.getAcquire(first);
    if (place == null || !place.isVersion(key, main, sub)) {
      place = places.getAcquire(first + 1);
    }
    return place != null && place.isVersion(key, main, sub) ? place.kv() : null;
  }

  /** The lengths of all versions together. */
  long bytes() {
    return bytes.get();
  }

  private int first(int hash) {
    return ((hash * SPREAD) >>> shift) << 1;
  }
}
