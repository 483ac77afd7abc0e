package dev.balsa.watch;

/**
 * Watchers in the order they joined, linked through themselves: joining and leaving cost no memory.
 */
class WatcherList {

  Watcher first;
  Watcher last;

  final boolean isEmpty() {
    return first == null;
  }

  final void add(Watcher watcher) {
    watcher.before = last;
    watcher.after = null;
    if (last == null) {
      first = watcher;
    } else {
      last.after = watcher;
    }
    last = watcher;
  }

  final void remove(Watcher watcher) {
    if (watcher.before == null) {
      first = watcher.after;
    } else {
      watcher.before.after = watcher.after;
    }
    if (watcher.after == null) {
      last = watcher.before;
    } else {
      watcher.after.before = watcher.before;
    }
    watcher.before = null;
    watcher.after = null;
  }
}
