package dev.balsa.server.api;

import java.util.ArrayDeque;

/**
 * Bundles that were sent and wait to be filled again: a change that many streams hear of fills one
 * for each, and the memory of the last change does for the next. One thread's.
 */
final class SpareBundles {

  /** With what {@link WatchOutlet} lets gather in one, two megabytes. */
  private static final int MAX_SPARE = 64;

  private final ArrayDeque<WireBundle> spare = new ArrayDeque<>();

  /** An empty bundle. All bundles here have the same mark, which is the server's. */
  WireBundle take(BundleMark mark) {
    WireBundle bundle = spare.pollLast();
    return bundle == null ? new WireBundle(mark) : bundle;
  }

  /** Takes back a bundle that was sent. */
  void giveBack(WireBundle bundle) {
    if (spare.size() < MAX_SPARE) {
      bundle.clear();
      spare.addLast(bundle);
    }
  }
}
