package dev.balsa.jepsen.check;

import java.util.List;

/**
 * What came of judging a history.
 *
 * @param findings broken promises; empty if all were kept
 * @param undecided what could not be decided within the limits of the options, in words
 * @param executions requests that the search for an order tried out
 */
public record Verdict(List<Finding> findings, List<String> undecided, long executions) {

  /** Makes the lists immutable. */
  public Verdict {
    findings = List.copyOf(findings);
    undecided = List.copyOf(undecided);
  }

  /** Whether everything was decided, and every promise kept. */
  public boolean ok() {
    return findings.isEmpty() && undecided.isEmpty();
  }

  /** Whether this checker found something. */
  public boolean foundBy(Checker checker) {
    return findings.stream().anyMatch(finding -> finding.checker() == checker);
  }
}
