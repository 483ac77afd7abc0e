package dev.balsa.jepsen.check;

import dev.balsa.jepsen.history.History;
import java.util.ArrayList;
import java.util.List;

/** Every checker over one history. */
public final class Checks {

  private Checks() {}

  /**
   * Judges a history: a pure function, on the caller's thread. What a history says never makes it
   * throw.
   */
  public static Verdict judge(History history, CheckOptions options) {
    List<Finding> findings = new ArrayList<>();
    List<String> undecided = new ArrayList<>();
    Linearizability.Outcome outcome = Linearizability.check(history, options);
    if (outcome.finding() != null) {
      findings.add(outcome.finding());
    }
    if (outcome.decision() == Search.Decision.UNDECIDED) {
      undecided.add(
          "after "
              + options.maxExecutions()
              + " executions neither an order was found that explains every answer nor a proof that"
              + " there is none");
    }
    if (outcome.open() && outcome.decision() == Search.Decision.LINEARIZABLE) {
      // Some order explains the linearizable answers. That it does not fit what watchers or
      // serializable reads saw says nothing as long as another one may fit everything.
      undecided.add(
          "after "
              + options.maxExecutions()
              + " executions no order was found that explains also what watchers, serializable"
              + " reads and final states show, nor a proof that there is none");
    }
    if (!undecided.isEmpty()) {
      findings.addAll(Convergence.check(history)); // it needs no order; a guess proves nothing
      return new Verdict(findings, undecided, outcome.executions());
    }
    Timeline timeline = new Timeline(history, outcome.problem(), outcome.order());
    findings.addAll(Watches.check(history, timeline, options));
    findings.addAll(SerializableReads.check(history, timeline, options));
    findings.addAll(Leases.check(history, timeline, options));
    findings.addAll(CompactionLoss.check(history, timeline, options));
    findings.addAll(Durability.check(history, timeline, options));
    findings.addAll(Convergence.check(history));
    if (findings.isEmpty() && !outcome.together() && undecided.isEmpty()) {
      findings.add(
          Finding.of(
              Checker.LINEARIZABLE,
              "one order explains also what watchers, serializable reads and final states show",
              "an order explains every linearizable answer, but none explains them together"));
    }
    return new Verdict(findings, undecided, outcome.executions());
  }
}
