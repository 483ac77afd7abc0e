package dev.balsa.watch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** From a change that has just happened to the synced watchers it concerns. */
final class LivePath {

  private final Roster roster;
  private final Resync resync;
  private final History history;
  private final Consumer<Group> deliverWhole = this::deliverWhole;
  private final Consumer<Group> mark = this::mark;
  private final BatchBuilder builder = new BatchBuilder();

  /** Batches for the group at hand by {@link Wants}. */
  private final EventBatch[] batches = new EventBatch[Wants.KINDS];

  private final List<Match> matches = new ArrayList<>();
  private Change change;
  private int position;

  LivePath(Roster roster, Resync resync, History history) {
    this.roster = roster;
    this.resync = resync;
    this.history = history;
  }

  /** Gives a change to every synced watcher that matches it, or makes the watcher fall behind. */
  void publish(Change published) {
    change = published;
    if (change.events.length == 1) {
      roster.index.holding(change.events[0].kv().key(), deliverWhole);
    } else {
      for (position = 0; position < change.events.length; position++) {
        roster.index.holding(change.events[position].kv().key(), mark);
      }
      for (Match match : matches) {
        match.group.match = null;
        deliver(match.group, match.size() == change.events.length ? null : match);
      }
      matches.clear();
    }
    change = null;
  }

  private void mark(Group group) {
    if (group.isEmpty()) {
      return;
    }
    if (group.match == null) {
      group.match = new Match(group);
      matches.add(group.match);
    }
    group.match.add(position);
  }

  private void deliverWhole(Group group) {
    deliver(group, null);
  }

  /** {@code match} is null if the group matches every event of the change. */
  private void deliver(Group group, Match match) {
    Arrays.fill(batches, null);
    Watcher following;
    for (Watcher watcher = group.first; watcher != null; watcher = following) {
      following = watcher.after;
      EventBatch batch = batch(watcher.wants, match);
      if (batch.isEmpty()) {
        continue;
      }
      if (resync.concerns(watcher)) {
        resync.fallBehind(watcher);
        continue;
      }
      if (!watcher.stream.outbox.isOpen()) {
        roster.fallBehind(watcher, change.revision);
        continue;
      }
      watcher.stream.sendEvents(watcher, change.revision, batch);
    }
  }

  private EventBatch batch(int wants, Match match) {
    if (batches[wants] == null) {
      batches[wants] = match == null ? change.whole(wants, history) : part(wants, match);
    }
    return batches[wants];
  }

  private EventBatch part(int wants, Match match) {
    builder.start(wants, history, 1, Long.MAX_VALUE);
    for (int i = 0; i < match.size(); i++) {
      builder.add(change, match.position(i));
    }
    return builder.build();
  }
}
