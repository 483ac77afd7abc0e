package dev.balsa.jepsen.check;

/**
 * What the checkers may assume.
 *
 * @param clockDriftMax by how much of an interval a member's clock may run faster than that of the
 *     history, as a fraction: 0.01 for one percent
 * @param leaseGoneAfterNanos after how long past its end a lease and its keys must be gone, given
 *     that the cluster was healthy; new leaders prolong leases, so at least a time to live more
 * @param maxExecutions requests that the search for an order may try out before it gives up and
 *     says so
 * @param maxFindings findings that one checker reports
 */
public record CheckOptions(
    double clockDriftMax, long leaseGoneAfterNanos, long maxExecutions, int maxFindings) {

  /** Two percent of drift, no limit on how long a lease may live on, 100 million executions. */
  public static final CheckOptions DEFAULT =
      new CheckOptions(0.02, Long.MAX_VALUE, 100_000_000, 10);

  /** The same with another drift. */
  public CheckOptions withClockDriftMax(double drift) {
    return new CheckOptions(drift, leaseGoneAfterNanos, maxExecutions, maxFindings);
  }

  /** The same with a limit on how long a lease may live on. */
  public CheckOptions withLeaseGoneAfterNanos(long nanos) {
    return new CheckOptions(clockDriftMax, nanos, maxExecutions, maxFindings);
  }

  /** The same with another limit on what the search may try out. */
  public CheckOptions withMaxExecutions(long executions) {
    return new CheckOptions(clockDriftMax, leaseGoneAfterNanos, executions, maxFindings);
  }
}
