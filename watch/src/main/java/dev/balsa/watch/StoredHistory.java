package dev.balsa.watch;

import dev.balsa.mvcc.Event;
import dev.balsa.mvcc.HistoryPage;
import dev.balsa.mvcc.KeyRange;
import java.util.ArrayList;
import java.util.List;

/**
 * Changes read back from the store. Pages read for intervals hold all keys and the last few are
 * kept, so that watchers which pass the same place soon after one another share one read.
 */
final class StoredHistory {

  private static final int PAGES = 4;

  /** What a read costs beside its events, in events. */
  private static final int READ_COST = 8;

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
      return read(group.range(), from, last, budget);
    }
    for (int i = pages.size() - 1; i >= 0; i--) {
      if (pages.get(i).covers(from)) {
        Stretch page = pages.remove(i);
        pages.add(page);
        return page;
      }
    }
    Stretch page = read(ALL_KEYS, from, last, budget);
    pages.add(page);
    if (pages.size() > PAGES) {
      pages.remove(0);
    }
    return page;
  }

  private Stretch read(KeyRange range, long from, long last, WorkBudget budget) {
    int revisions = config.catchUpRevisions();
    HistoryPage page = history.read(range, from, last, revisions, config.catchUpBytes());
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
