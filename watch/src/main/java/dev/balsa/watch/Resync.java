package dev.balsa.watch;

import java.util.ArrayDeque;
import java.util.Collection;

/**
 * After the history has jumped: finds, a bounded number at a time, the watchers that have not been
 * given what the jump passed over, and lets them catch up.
 *
 * <p>A synced watcher knows since when it is: {@link Watcher#nextRevision}. One that became synced
 * before the jump has missed something, whether it was found already or not, and so nothing is
 * published to it until it is found.
 */
final class Resync {

  /** Watchers looked at in one step. */
  static final int STEP = 1024;

  private final Roster roster;
  private final ArrayDeque<WatchStream> streams = new ArrayDeque<>();

  /** The watchers of the stream at the front, and the place of the next one; null: not begun. */
  private Watcher[] watchers;

  private int next;

  /** The first revision that was passed over, and the last; an empty range if there is none. */
  private long from = 0;

  private long to = -1;

  Resync(Roster roster) {
    this.roster = roster;
  }

  /** The history jumped from one revision to another. */
  void begin(long oldRevision, long newRevision, Collection<WatchStream> all) {
    while (!isOver()) {
      step(newRevision); // two jumps at once are rare: the first is dealt with first
    }
    if (newRevision == oldRevision) {
      return; // nothing was passed over
    }
    from = oldRevision + 1;
    to = newRevision;
    for (WatchStream stream : all) {
      stream.resyncing = true;
      streams.add(stream);
    }
  }

  boolean isOver() {
    return streams.isEmpty();
  }

  /** Whether a synced watcher has missed what was passed over. */
  boolean concerns(Watcher synced) {
    return synced.nextRevision <= to;
  }

  /** Lets a synced watcher that it concerns read what it has missed. */
  void fallBehind(Watcher synced) {
    roster.fallBehind(synced, from);
  }

  /** Looks at some watchers; gives the stream they belong to, null if there is none left. */
  WatchStream step(long revision) {
    WatchStream stream = streams.peek();
    if (stream == null) {
      return null;
    }
    if (watchers == null) {
      watchers = stream.byId();
      next = 0;
    }
    int end = Math.min(watchers.length, next + STEP);
    for (; next < end; next++) {
      look(watchers[next], revision);
    }
    if (next == watchers.length) {
      watchers = null;
      stream.resyncing = false;
      streams.remove();
    }
    return stream;
  }

  private void look(Watcher watcher, long revision) {
    if (watcher.state == Watcher.SYNCED && concerns(watcher)) {
      fallBehind(watcher);
    } else if (watcher.state == Watcher.WAITING && watcher.nextRevision <= revision) {
      roster.fallBehind(watcher, watcher.nextRevision);
    }
  }
}
