package dev.balsa.jepsen.check;

import dev.balsa.jepsen.history.Operation;
import java.util.ArrayList;
import java.util.List;

/**
 * Where an attempt to find an order ended.
 *
 * @param revision of the state
 * @param order the steps that led here
 * @param forced whether there was no choice on the way
 * @param stuck operations that should have been next, and why they cannot be
 */
record DeadEnd(long revision, List<Step> order, boolean forced, List<Stuck> stuck) {

  /** An operation that cannot be next, and why. */
  record Stuck(Operation operation, String reason) {}

  static DeadEnd at(Position position, boolean forced) {
    List<Stuck> stuck = new ArrayList<>();
    long revision = position.model().revision();
    boolean complete = position.settled().at(revision) == 0;
    for (Entry entry : position.settled().window()) {
      String reason = reason(position, entry, revision, complete);
      if (reason != null) {
        stuck.add(new Stuck(entry.operation, reason));
      }
    }
    List<Entry> window = position.settled().window();
    for (Entry entry : position.settled().all()) {
      if (entry.slot == revision && !window.contains(entry)) {
        stuck.add(
            new Stuck(
                entry.operation,
                "it was asked for when revision "
                    + (revision + 1)
                    + " or more had been acknowledged"));
      }
    }
    return new DeadEnd(revision, List.copyOf(position.order()), forced, stuck);
  }

  private static String reason(Position position, Entry entry, long revision, boolean complete) {
    boolean write = entry.kind == Entry.Kind.WRITE;
    if (entry.slot == Entry.ANY) {
      return "the state at revision " + revision + " says " + position.answerTo(entry.request());
    }
    if (entry.slot < revision || (write && entry.slot == revision)) {
      return "the store was at revision " + revision + " already";
    }
    if (entry.slot == revision || (write && entry.slot == revision + 1 && complete)) {
      return "the state at revision " + revision + " says " + position.answerTo(entry.request());
    }
    if (entry.slot == revision + 1 && write) {
      return null;
    }
    return complete ? "nobody can have made revision " + (revision + 1) : null;
  }
}
