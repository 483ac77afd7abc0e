package dev.balsa.mvcc.bolt;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * Goes through the records of one tree in order, holding one page a level. Checks on the way that
 * keys ascend across pages too, and that a page holds only what its parent says.
 */
public final class BoltCursor {

  /** Deeper than any file can be: a cycle of pages ends here. */
  private static final int MAX_LEVELS = 64;

  private final BoltFile file;
  private final boolean bucketsExpected;
  private final Deque<Place> path = new ArrayDeque<>();
  private byte[] lastKey;

  /** A page and the element that the cursor stands at in it. */
  private static final class Place {
    private final Page page;

    /** What no key of this page may reach; null for no bound. */
    private final byte[] end;

    private int at;

    Place(Page page, byte[] end, int at) {
      this.page = page;
      this.end = end;
      this.at = at;
    }
  }

  BoltCursor(BoltFile file, Page root, boolean bucketsExpected, byte[] from) throws IOException {
    this.file = file;
    this.bucketsExpected = bucketsExpected;
    if (root == null) {
      return;
    }
    Place place = enter(root, null, null, from);
    while (!place.page.isLeaf()) {
      place = descend(place, from);
    }
    place.at--;
  }

  static BoltCursor empty() throws IOException {
    return new BoltCursor(null, null, false, null);
  }

  /**
   * Steps to the next record; false behind the last one.
   *
   * @throws BoltDamagedException if a page on the way is damaged
   */
  public boolean next() throws IOException {
    while (!path.isEmpty()) {
      Place place = path.peek();
      if (++place.at < place.page.count()) {
        if (place.page.isLeaf()) {
          accept(place);
          return true;
        }
        Place child = descend(place, null);
        child.at--;
      } else {
        path.pop();
      }
    }
    return false;
  }

  private Place descend(Place parent, byte[] from) throws IOException {
    Page page = parent.page;
    byte[] start = page.key(parent.at);
    byte[] end = parent.at + 1 < page.count() ? page.key(parent.at + 1) : parent.end;
    return enter(file.load(page.child(parent.at)), start, end, from);
  }

  /** Stands at the first element of a page, or at the one that {@code from} asks for. */
  private Place enter(Page page, byte[] start, byte[] end, byte[] from) throws IOException {
    if (path.size() == MAX_LEVELS) {
      throw page.damaged("it lies more than " + MAX_LEVELS + " levels deep");
    }
    if (page.count() == 0 && start != null) {
      throw page.damaged("it is empty, but its parent names it");
    }
    if (start != null && Arrays.compareUnsigned(page.key(0), start) < 0) {
      throw page.damaged("it holds keys before those that its parent announces");
    }
    if (page.count() > 0
        && end != null
        && Arrays.compareUnsigned(page.key(page.count() - 1), end) >= 0) {
      throw page.damaged("it holds keys that belong to the next page");
    }
    int at = 0;
    if (from != null) {
      at = page.isLeaf() ? page.firstAtLeast(from) : page.childFor(from);
    }
    Place place = new Place(page, end, at);
    path.push(place);
    return place;
  }

  private void accept(Place place) throws IOException {
    Page page = place.page;
    byte[] key = page.key(place.at);
    if (lastKey != null && Arrays.compareUnsigned(lastKey, key) >= 0) {
      throw page.damaged("its keys do not follow those of the page before it");
    }
    if (page.isBucket(place.at) && !bucketsExpected) {
      throw page.damaged("it holds a bucket where records are expected");
    }
    lastKey = key;
  }

  /** The key of the current record; never modified. */
  public byte[] key() {
    return lastKey;
  }

  /** A copy of the current record's value. */
  public byte[] value() {
    Place place = path.element();
    return place.page.value(place.at);
  }

  boolean isBucket() {
    Place place = path.element();
    return place.page.isBucket(place.at);
  }

  long pageId() {
    return path.element().page.id();
  }

  /** What to throw if the current record is not what it should be. */
  public IOException damaged(String reason) {
    return path.element().page.damaged(reason);
  }
}
