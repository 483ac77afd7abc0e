package dev.balsa.watch;

import dev.balsa.mvcc.MvccException;

/** Takes lagging watchers towards the current revision, one message at a time. */
final class CatchUp {

  /** Distinct revisions in one message at most, as in etcd. */
  private static final int MAX_MESSAGE_REVISIONS = 1000;

  private final Roster roster;
  private final History history;
  private final RecentHistory recent;
  private final StoredHistory stored;
  private final WatchConfig config;
  private final BatchBuilder builder = new BatchBuilder();

  /** The last batch made and for whom: watchers that fell behind together get the same one. */
  private Shared shared;

  private record Shared(
      Group group, byte wants, long from, long to, long current, EventBatch batch) {}

  CatchUp(Roster roster, History history, RecentHistory recent, WatchConfig config) {
    this.roster = roster;
    this.history = history;
    this.recent = recent;
    this.stored = new StoredHistory(history, config);
    this.config = config;
  }

  /** Forgets what was read: nobody is behind, or the history was replaced. */
  void forget() {
    stored.clear();
    shared = null;
  }

  /**
   * Gives a lagging watcher, whose outbox is open, the next part of what it has missed. It ends
   * synced, or behind the other lagging watchers of its stream, or canceled because its history is
   * gone.
   */
  void advance(Watcher watcher, long current, WorkBudget budget) {
    if (isCompacted(watcher)) {
      cancel(watcher);
      return;
    }
    Shared part;
    try {
      part = next(watcher, current, budget);
    } catch (MvccException e) {
      if (e.kind() == MvccException.Kind.COMPACTED && isCompacted(watcher)) {
        cancel(watcher);
        return;
      }
      throw e;
    }
    watcher.nextRevision = part.to;
    if (part.to > current) {
      roster.caughtUp(watcher);
    } else {
      roster.giveWay(watcher);
    }
    budget.charge(1 + part.batch.size(), part.batch.wireBytes());
    if (!part.batch.isEmpty()) {
      watcher.stream.sendEvents(watcher, current, part.batch);
    }
  }

  private boolean isCompacted(Watcher watcher) {
    return watcher.nextRevision < history.compactRevision();
  }

  private void cancel(Watcher watcher) {
    watcher.stream.remove(watcher);
    watcher.stream.outbox.sendNow(WatchMessage.compacted(watcher.id, history.compactRevision()));
  }

  private Shared next(Watcher watcher, long current, WorkBudget budget) {
    long from = watcher.nextRevision;
    if (shared != null
        && shared.group == watcher.group
        && shared.wants == watcher.wants
        && shared.from == from
        && shared.current == current) {
      return shared;
    }
    int revisions = Math.min(MAX_MESSAGE_REVISIONS, config.catchUpRevisions());
    builder.start(watcher.wants, history, revisions, config.messageBytes());
    long at = from;
    do {
      Stretch stretch = stretch(watcher.group, at, current, budget);
      budget.charge(1, 0);
      at = stretch.collect(watcher.group.range(), at, builder);
    } while (at <= current && !builder.isFull() && budget.isLeft());
    shared = new Shared(watcher.group, watcher.wants, from, at, current, builder.build());
    return shared;
  }

  private Stretch stretch(Group group, long from, long current, WorkBudget budget) {
    if (from >= recent.first()) {
      return recent.at(from);
    }
    return stored.at(group, from, Math.min(current, recent.first() - 1), budget);
  }
}
