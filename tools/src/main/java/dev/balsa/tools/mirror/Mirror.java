package dev.balsa.tools.mirror;

import dev.balsa.client.BalsaClient;
import dev.balsa.client.Bytes;
import dev.balsa.client.CompactedException;
import dev.balsa.client.Get;
import dev.balsa.client.Header;
import java.util.List;

/**
 * One mirror, from its first copy or from where an earlier one ended; see the package
 * documentation. One thread runs it; it may be killed at any moment.
 */
public final class Mirror {

  private final BalsaClient source;
  private final Destination destination;
  private final MirrorPlan plan;
  private final MirrorWatcher watcher;
  private final Patience patience;

  /**
   * Makes a mirror that does nothing yet.
   *
   * @param source read only
   * @param destination written to
   */
  public Mirror(
      BalsaClient source, BalsaClient destination, MirrorPlan plan, MirrorWatcher watcher) {
    this.source = source;
    this.plan = plan;
    this.watcher = watcher;
    this.patience = new Patience(watcher);
    this.destination = new Destination(destination, plan, patience);
  }

  /**
   * Mirrors until it is told to stop or, if the plan says so, until nothing is missing.
   *
   * @throws MirrorException if it must not go on; the message is for the operator
   * @throws dev.balsa.client.BalsaException if a server refuses, or is away when it shall stop
   */
  public void run() {
    begin();
    while (!watcher.isStopped()) {
      try {
        if (destination.position().phase() == Position.Phase.FOLLOW
            || new BaseCopy(source, destination, plan, patience, watcher).run()) {
          new Follower(source, destination, plan, patience, watcher).run();
        }
        return;
      } catch (CompactedException e) {
        watcher.say("the source has compacted what comes next: copying all keys again");
        copyFrom(now());
      }
    }
  }

  private void begin() {
    destination.load();
    Header now = now();
    Position found = destination.position();
    if (found == null) {
      requireRoom();
      copyFrom(now);
    } else if (found.clusterId() != now.clusterId()) {
      throw new MirrorException(
          "the destination was mirrored from another cluster, "
              + Long.toHexString(found.clusterId())
              + "; this one is "
              + Long.toHexString(now.clusterId())
              + ". To begin anew delete the key "
              + plan.positionKey().utf8());
    } else if (found.revision() > now.revision()) {
      throw new MirrorException(
          "the source is at revision "
              + now.revision()
              + ", but was mirrored up to "
              + found.revision()
              + ": it was restored from an older backup. To begin anew delete the key "
              + plan.positionKey().utf8());
    } else {
      watcher.say("going on behind revision " + found.revision());
    }
  }

  private void requireRoom() {
    long count = plan.overwrites() ? 0 : destination.count();
    if (count > 0) {
      throw new MirrorException(
          "the destination has "
              + count
              + " keys there already; with --overwrite they are replaced or removed");
    }
  }

  private void copyFrom(Header now) {
    Position begin = Position.copying(now.clusterId(), now.revision(), Bytes.EMPTY);
    destination.write(List.of(), begin);
  }

  private Header now() {
    Get nothing = Get.key(plan.positionKey()).countOnly();
    return patience.ask("the source", () -> source.kv().get(nothing)).header();
  }

  /** The source's revision. */
  public long sourceRevision() {
    return now().revision();
  }
}
