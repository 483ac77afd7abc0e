package dev.balsa.watch;

import java.util.ArrayList;
import java.util.List;

/**
 * The watchers of one stream that want to hear of progress while they are idle, and where the
 * current round of telling them stands. A round pauses when the transport is full.
 */
final class ProgressRound {

  private static final int NO_ROUND = -1;

  private final List<Watcher> watchers = new ArrayList<>();
  private int gone;
  private int next = NO_ROUND;

  void add(Watcher watcher) {
    watchers.add(watcher);
  }

  /** Says that one of the watchers is gone; the list is tidied when half of it is. */
  void oneHasGone() {
    gone++;
    if (gone > 16 && gone * 2 > watchers.size()) {
      tidy();
    }
  }

  boolean isEmpty() {
    return watchers.size() == gone;
  }

  void begin() {
    if (next == NO_ROUND) {
      next = 0;
    }
  }

  boolean isUnderWay() {
    return next != NO_ROUND;
  }

  /** The next watcher to look at; null if the round is over. */
  Watcher poll() {
    if (next == NO_ROUND || next >= watchers.size()) {
      next = NO_ROUND;
      return null;
    }
    return watchers.get(next++);
  }

  private void tidy() {
    int kept = 0;
    int keptBeforeNext = 0;
    for (int i = 0; i < watchers.size(); i++) {
      Watcher watcher = watchers.get(i);
      if (watcher.state != Watcher.GONE) {
        watchers.set(kept++, watcher);
        keptBeforeNext += i < next ? 1 : 0;
      }
    }
    watchers.subList(kept, watchers.size()).clear();
    next = next == NO_ROUND ? NO_ROUND : keptBeforeNext;
    gone = 0;
  }
}
