package dev.balsa.server.node;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Which leases there are at one moment, as cheaply as that can be told: there may be a million, and
 * whoever tells it has other things to do.
 *
 * @param ids in any order; not to be changed
 * @param deadlinesNanos when each runs out; not to be changed
 */
record LeaseListing(long[] ids, long[] deadlinesNanos) {

  private record Deadline(long id, long nanos) {}

  /** The ids, those that run out first at the front. */
  List<Long> inOrder() {
    List<Deadline> sorted = new ArrayList<>(ids.length);
    for (int i = 0; i < ids.length; i++) {
      sorted.add(new Deadline(ids[i], deadlinesNanos[i]));
    }
    sorted.sort(Comparator.comparingLong(Deadline::nanos).thenComparingLong(Deadline::id));
    return sorted.stream().map(Deadline::id).toList();
  }
}
