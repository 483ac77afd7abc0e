package dev.balsa.watch;

import java.util.TreeMap;

/** Every watcher and the one list it stands in: see the picture at {@link Watcher}. */
final class Roster {

  final WatcherIndex index = new WatcherIndex();

  /** WAITING watchers by the revision they wait for. */
  private final TreeMap<Long, WatcherList> waiting = new TreeMap<>();

  private long watchers;
  private long lagging;

  long watchers() {
    return watchers;
  }

  long lagging() {
    return lagging;
  }

  /** Gives a new watcher its place; {@code start} 0 means from the next revision on. */
  void place(Watcher watcher, long start, long currentRevision) {
    watchers++;
    if (start == 0) {
      synced(watcher, currentRevision + 1);
    } else if (start <= currentRevision) {
      lagging(watcher, start);
    } else {
      waiting(watcher, start);
    }
  }

  /** Takes a watcher out of its list and its group. */
  void remove(Watcher watcher) {
    watchers--;
    unlink(watcher);
    index.leave(watcher.group);
  }

  /** A watcher could not be given the events of {@code revision} and later: it reads them. */
  void fallBehind(Watcher watcher, long revision) {
    unlink(watcher);
    lagging(watcher, revision);
  }

  /** A lagging watcher has been given everything up to the current revision. */
  void caughtUp(Watcher watcher) {
    unlink(watcher);
    synced(watcher, watcher.nextRevision);
    watcher.group.busy = false;
  }

  /** A lagging watcher lets the next one of its stream go first. */
  void giveWay(Watcher watcher) {
    WatcherList list = watcher.stream.lagging;
    list.remove(watcher);
    list.add(watcher);
  }

  /**
   * Makes the watchers synced that waited for {@code revision}, which is about to be published. Who
   * waited for one that a jump of the history has passed over reads it.
   */
  void reach(long revision) {
    while (!waiting.isEmpty() && waiting.firstKey() <= revision) {
      WatcherList due = waiting.firstEntry().getValue();
      while (!due.isEmpty()) {
        Watcher watcher = due.first;
        long start = watcher.nextRevision;
        unlink(watcher);
        if (start < revision) {
          lagging(watcher, start);
        } else {
          synced(watcher, revision);
        }
      }
    }
  }

  private void synced(Watcher watcher, long nextRevision) {
    watcher.state = Watcher.SYNCED;
    watcher.nextRevision = nextRevision;
    watcher.group.add(watcher);
  }

  private void lagging(Watcher watcher, long nextRevision) {
    watcher.state = Watcher.LAGGING;
    watcher.nextRevision = nextRevision;
    watcher.stream.lagging.add(watcher);
    lagging++;
  }

  private void waiting(Watcher watcher, long startRevision) {
    watcher.state = Watcher.WAITING;
    watcher.nextRevision = startRevision;
    waiting.computeIfAbsent(startRevision, revision -> new WatcherList()).add(watcher);
    watcher.stream.countWaiting(1);
  }

  private void unlink(Watcher watcher) {
    switch (watcher.state) {
      case Watcher.SYNCED -> watcher.group.remove(watcher);
      case Watcher.LAGGING -> {
        watcher.stream.lagging.remove(watcher);
        lagging--;
      }
      case Watcher.WAITING -> {
        WatcherList list = waiting.get(watcher.nextRevision);
        list.remove(watcher);
        if (list.isEmpty()) {
          waiting.remove(watcher.nextRevision);
        }
        watcher.stream.countWaiting(-1);
      }
      default -> throw new IllegalStateException("watcher " + watcher.id + " is gone already");
    }
  }
}
