package dev.balsa.watch;

import dev.balsa.mvcc.Event;
import dev.balsa.mvcc.HistoryPage;
import dev.balsa.mvcc.KeyRange;
import java.util.ArrayList;
import java.util.List;

/**
 * Changes read back from the store for watchers that are further behind than memory reaches.
 *
 * <p>Whoever watches one key reads the changes of that key alone: the store finds them by its
 * index. Intervals share: a page read for them holds all keys and the last few pages are kept, so
 * that a thousand watchers which come back after a restart read the history once, not a thousand
 * times. An interval that is many pages behind first tries a page of its own keys alone, which
 * skips all of the history if few of them changed; if many did, it shares with the others from then
 * on.
 */
final class StoredHistory {

  private static final int PAGES = 4;

  /** What a read costs beside its events, in events. */
  private static final int READ_COST = 8;

  /** How many pages behind an interval must be to try a page of its own. */
  private static final int FAR_BEHIND_PAGES = 16;

  /** A page of one's own asks for fewer revisions: the store may look at 16 to find one. */
  private static final int OWN_PAGE_PART = 16;

  private static final KeyRange ALL_KEYS = new KeyRange(new byte[0], WatcherIndex.UNBOUNDED);

  private final History history;
  private final WatchConfig config;

  /** The page used last at the end. */
  private final List<Stretch> pages = new ArrayList<>(PAGES + 1);

  StoredHistory(History history, WatchConfig config) {
    this.history = history;
    this.config = config;
  }

  /** Lets go of every page: nobody needs them, or they are no longer true. */
  void clear() {
    pages.clear();
  }

  /**
   * A stretch that covers {@code from} and holds at least the events of {@code group} in it; it
   * ends at {@code last} or before.
   *
   * @param budget is charged for what had to be read
   */
  Stretch at(Group group, long from, long last, WorkBudget budget) {
    if (group.isSingle()) {
      return read(group.range(), from, last, config.catchUpRevisions(), budget);
    }
    for (int i = pages.size() - 1; i >= 0; i--) {
      if (pages.get(i).covers(from)) {
        pages.add(pages.remove(i));
        return pages.get(pages.size() - 1);
      }
    }
    if (!group.busy && last - from > (long) FAR_BEHIND_PAGES * config.catchUpRevisions()) {
      int revisions = Math.max(1, config.catchUpRevisions() / OWN_PAGE_PART);
      Stretch own = read(group.range(), from, last, revisions, budget);
      group.busy = own.to() <= last && own.to() - from <= 2L * config.catchUpRevisions();
      return own;
    }
    // Every revision has events, so this many fill the page; naming the end spares the store the
    // look at what lies behind it.
    long end = Math.min(last, from + config.catchUpRevisions() - 1);
    Stretch page = read(ALL_KEYS, from, end, config.catchUpRevisions(), budget);
    pages.add(page);
    if (pages.size() > PAGES) {
      pages.remove(0);
    }
    return page;
  }

  private Stretch read(KeyRange range, long from, long last, int maxRevisions, WorkBudget budget) {
    HistoryPage page = history.read(range, from, last, maxRevisions, config.catchUpBytes());
    if (page.nextRevision() <= from) {
      throw new IllegalStateException("the history stands still at revision " + from);
    }
    Stretch stretch = new Stretch(from);
    List<Event> events = page.events();
    int start = 0;
    for (int i = 1; i <= events.size(); i++) {
      if (i == events.size() || events.get(i).revision() != events.get(start).revision()) {
        Event[] together = events.subList(start, i).toArray(new Event[0]);
        stretch.add(new Change(together[0].revision(), together));
        start = i;
      }
    }
    stretch.reachTo(page.nextRevision());
    budget.charge(READ_COST + events.size(), stretch.heapBytes());
    return stretch;
  }
}
