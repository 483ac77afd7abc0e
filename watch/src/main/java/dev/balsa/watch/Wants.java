package dev.balsa.watch;

import dev.balsa.mvcc.Event;
import java.util.Set;

/**
 * What a watcher wants to see of an event, as a small number: watchers with equal numbers share.
 */
final class Wants {

  /** How many different numbers there are. */
  static final int KINDS = 8;

  private static final int NO_PUT = 1;
  private static final int NO_DELETE = 2;
  private static final int PREV_KV = 4;

  private Wants() {}

  static int of(Set<WatchRequest.Filter> filters, boolean prevKv) {
    return (filters.contains(WatchRequest.Filter.NO_PUT) ? NO_PUT : 0)
        | (filters.contains(WatchRequest.Filter.NO_DELETE) ? NO_DELETE : 0)
        | (prevKv ? PREV_KV : 0);
  }

  static boolean event(int wants, Event event) {
    return (wants & (event.type() == Event.Type.PUT ? NO_PUT : NO_DELETE)) == 0;
  }

  static boolean prevKv(int wants) {
    return (wants & PREV_KV) != 0;
  }
}
