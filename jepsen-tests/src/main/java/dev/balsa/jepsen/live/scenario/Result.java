package dev.balsa.jepsen.live.scenario;

import dev.balsa.jepsen.history.History;
import java.util.List;
import java.util.Map;

/**
 * What came of a scenario.
 *
 * @param name of the scenario
 * @param violations promises that were broken; empty: it passed
 * @param faults how many faults of each kind there were
 * @param gaps for each kind of fault, the times without a successful write, ascending, milliseconds
 * @param writes acknowledged
 * @param reads linearizable ones that were answered
 * @param events that watchers saw, in all
 * @param resumed how often a watcher began again
 * @param errors what clients saw, and how often
 * @param millis how long it took
 * @param history what clients saw
 */
public record Result(
    String name,
    List<String> violations,
    Map<String, Long> faults,
    Map<String, List<Double>> gaps,
    long writes,
    long reads,
    long events,
    long resumed,
    Map<String, Long> errors,
    long millis,
    History history) {

  /** The same without the history, which may be large. */
  public Result withoutHistory() {
    return new Result(
        name, violations, faults, gaps, writes, reads, events, resumed, errors, millis, null);
  }

  /** Whether no promise was broken. */
  public boolean passed() {
    return violations.isEmpty();
  }
}
