package dev.balsa.jepsen.check;

import dev.balsa.jepsen.history.History;
import java.util.ArrayList;
import java.util.List;

/** Every checker over one history. */
public final class Checks {

  private Checks() {}

  /**
   * Judges a history: a pure function, on the caller's thread. It never throws because of what a
   * history says.
   */
  public static Verdict judge(History history, CheckOptions options) {
    List<Finding> findings = new ArrayList<>();
    List<String> undecided = new ArrayList<>();
    Linearizability.Outcome order = Linearizability.check(history, options);
    if (order.finding() != null) {
      findings.add(order.finding());
    }
    if (order.decision() == Search.Decision.UNDECIDED) {
      undecided.add(
          "no order found within " + options.maxExecutions() + " executions, and no proof that there is none");
    }
    return new Verdict(findings, undecided, order.executions());
  }
}
