package dev.balsa.server.node;

import java.util.ArrayDeque;

/** When entries were committed that wait to be applied. Belongs to the apply agent. */
final class CommitTimes {

  private record Batch(long lastIndex, long nanos) {}

  /** In log order; no more than batches that wait. */
  private final ArrayDeque<Batch> batches = new ArrayDeque<>();

  /** Entries up to an index, beyond those that were told before, were committed at that time. */
  void add(long lastIndex, long nanos) {
    batches.add(new Batch(lastIndex, nanos));
  }

  /** When an entry was committed; 0 if nobody knows. Indexes are asked for in rising order. */
  long of(long index) {
    while (!batches.isEmpty() && batches.peek().lastIndex() < index) {
      batches.poll();
    }
    return batches.isEmpty() ? 0 : batches.peek().nanos();
  }
}
