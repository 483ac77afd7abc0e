package dev.balsa.tools.mirror;

import dev.balsa.client.BalsaClient;
import dev.balsa.client.CompactedException;
import dev.balsa.client.Get;
import dev.balsa.client.GetResult;
import dev.balsa.client.KeyRange;
import dev.balsa.client.Watch;
import dev.balsa.client.WatchBatch;
import dev.balsa.client.WatchEvent;
import dev.balsa.client.WatchIterator;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Repeats the source's changes in their order, those of one revision together. */
final class Follower {

  private static final Duration LOOK = Duration.ofMillis(200);

  private final BalsaClient source;
  private final Destination destination;
  private final MirrorPlan plan;
  private final Patience patience;
  private final MirrorWatcher watcher;

  Follower(
      BalsaClient source,
      Destination destination,
      MirrorPlan plan,
      Patience patience,
      MirrorWatcher watcher) {
    this.source = source;
    this.destination = destination;
    this.plan = plan;
    this.patience = patience;
    this.watcher = watcher;
  }

  /**
   * Goes on from the position until the mirror shall end.
   *
   * @throws CompactedException if the source has forgotten what comes next
   */
  void run() {
    Watch watch = Watch.range(plan.source()).fromRevision(destination.position().revision() + 1);
    try (WatchIterator changes = source.watches().iterate(watch.withProgress())) {
      while (!watcher.isStopped()) {
        Optional<WatchBatch> batch = changes.poll(LOOK);
        if (batch.isPresent()) {
          repeat(batch.get());
        } else if (plan.untilEqual() && isEqual()) {
          return;
        }
        long seen = Math.max(changes.watcher().nextRevision() - 1, 0);
        long known = batch.isPresent() ? 0 : seen;
        tell(Math.max(destination.position().revision(), known));
      }
    }
  }

  private void tell(long revision) {
    watcher.progress(new MirrorWatcher.Progress("following", destination.changes(), revision, 0));
  }

  private void repeat(WatchBatch batch) {
    Position at = destination.position();
    List<WatchEvent> events =
        batch.events().stream().filter(event -> event.revision() > at.revision()).toList();
    // Of the first revision a part may be there already: its first changes, in the same order.
    int begin = (int) Math.min(at.done(), events.size());
    for (EventChunk chunk = EventChunk.from(events, begin, plan);
        chunk != null;
        chunk = EventChunk.from(events, chunk.end(), plan)) {
      Position next =
          Position.following(at.clusterId(), chunk.revision(at.revision()), chunk.doneOfNext());
      destination.write(chunk.operations(), next);
    }
  }

  /**
   * Whether the destination has what the source has now: no key was put since the position, and
   * none deleted, for then the destination would have more.
   */
  private boolean isEqual() {
    long revision = destination.position().revision();
    Get changed = Get.range(plan.source()).modifiedWithin(revision + 1, 0).keysOnly().limit(1);
    GetResult now = patience.ask("the source", () -> source.kv().get(changed));
    return now.kvs().isEmpty() && now.count() - positions() == destination.count();
  }

  /** Positions of other mirrors that lie among the keys. */
  private long positions() {
    KeyRange positions = KeyRange.prefix(MirrorPlan.POSITIONS);
    if (!plan.source().contains(positions.key())) {
      return 0;
    }
    Get count = Get.range(positions).countOnly();
    return patience.ask("the source", () -> source.kv().get(count)).count();
  }
}
