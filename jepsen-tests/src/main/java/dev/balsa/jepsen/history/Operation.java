package dev.balsa.jepsen.history;

/**
 * One request of one client and what came of it.
 *
 * @param client number of the client
 * @param member who was asked: a member's name or an endpoint
 * @param invoked time on the clock of the history at which the request left, nanoseconds
 * @param returned time at which the outcome was known; {@link #NEVER} if it never was
 */
public record Operation(
    int client, String member, long invoked, long returned, Request request, Outcome outcome) {

  /** The return time of an operation that never returned. */
  public static final long NEVER = Long.MAX_VALUE;

  /** Checks the times. */
  public Operation {
    if (returned < invoked) {
      throw new IllegalArgumentException("returned at " + returned + ", invoked at " + invoked);
    }
  }

  /** The server's reply, or null if it did not answer. */
  public Reply reply() {
    return outcome instanceof Outcome.Answered answered ? answered.reply() : null;
  }

  /** The server's refusal, or null if it did not refuse. */
  public String refusal() {
    return outcome instanceof Outcome.Refused refused ? refused.error() : null;
  }

  /** Whether nobody knows if it took effect. */
  public boolean unknown() {
    return outcome instanceof Outcome.Unknown;
  }

  /** As it stands in a history file. */
  @Override
  public String toString() {
    return HistoryText.line(this);
  }
}
