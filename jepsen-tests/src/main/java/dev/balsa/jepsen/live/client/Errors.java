package dev.balsa.jepsen.live.client;

import dev.balsa.jepsen.history.Refusals;
import io.grpc.Status;

/**
 * Which errors a client may see while members fail: etcd's Unavailable family (no leader, leader
 * changed, timed out, stopped, a connection that broke) and the client's own deadline.
 */
public final class Errors {
  /** The client gave up waiting. */
  public static final String OWN_DEADLINE = "DEADLINE_EXCEEDED: the client's own deadline";

  private static final String ETCD = "etcdserver: ";

  /** How etcd's server says that it saw the client's deadline pass. */
  private static final String SERVER_SAW_IT = "context deadline exceeded";

  private Errors() {}

  /** A short name, the same for what is the same. */
  static String describe(Status status) {
    String text = status.getDescription() == null ? "" : status.getDescription();
    if (text.equals(SERVER_SAW_IT)) {
      return OWN_DEADLINE;
    }
    return switch (status.getCode()) {
      case DEADLINE_EXCEEDED -> text.startsWith(ETCD) ? "DEADLINE_EXCEEDED: " + text : OWN_DEADLINE;
      case UNAVAILABLE ->
          text.startsWith(ETCD) ? "UNAVAILABLE: " + text : "UNAVAILABLE: connection";
      default -> status.getCode() + ": " + text;
    };
  }

  /**
   * Whether a client must be ready for it: what faults explain, and what is a plain answer to a
   * lease that ran out or a revision that was compacted, which the checkers judge.
   */
  public static boolean isAllowed(String error) {
    return error.startsWith("UNAVAILABLE")
        || error.equals(OWN_DEADLINE)
        || error.endsWith(Refusals.LEASE_NOT_FOUND)
        || error.endsWith(Refusals.COMPACTED);
  }
}
