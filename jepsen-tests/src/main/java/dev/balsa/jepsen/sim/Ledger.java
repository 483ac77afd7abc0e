package dev.balsa.jepsen.sim;

import dev.balsa.jepsen.history.Reply;
import dev.balsa.jepsen.history.Request;
import java.util.HashMap;
import java.util.Map;

/**
 * What clients were told, checked as soon as it is told. Revisions number all changes in one order,
 * so a change gets a greater revision than any that somebody knew when it was asked for, no
 * revision is given twice, and a linearizable read sees every revision that was known when it was
 * asked for. The checkers of histories find more, at the end; these find it at the event.
 */
final class Ledger {

  /** What was written at each revision that a client knows. Looked up only. */
  private final Map<Long, Request> written = new HashMap<>();

  private long newestKnown;
  private long acknowledged;
  private long reads;
  private long failed;

  /** The newest revision that any client was told of. */
  long newestKnown() {
    return newestKnown;
  }

  /**
   * A client was answered.
   *
   * @param knownBefore {@link #newestKnown} when it asked
   */
  void told(Request request, Reply reply, long knownBefore) {
    if (Requests.changed(reply)) {
      wrote(request, reply.revision(), knownBefore);
    } else if (isLinearizable(request)) {
      read(request, reply.revision(), knownBefore);
    }
    newestKnown = Math.max(newestKnown, reply.revision());
  }

  private void wrote(Request request, long revision, long knownBefore) {
    if (revision <= knownBefore) {
      throw Broken.safety(
          "revision-order",
          request + " got revision " + revision + " when " + knownBefore + " was known already");
    }
    Request first = written.putIfAbsent(revision, request);
    if (first != null) {
      throw Broken.safety(
          "revision-unique", request + " and " + first + " both got revision " + revision);
    }
    acknowledged++;
  }

  private static boolean isLinearizable(Request request) {
    return request instanceof Request.Range range
        ? !range.serializable()
        : request instanceof Request.Delete || request instanceof Request.Txn;
  }

  private void read(Request request, long revision, long knownBefore) {
    if (revision < knownBefore) {
      throw Broken.safety(
          "stale-read",
          request + " saw revision " + revision + " when " + knownBefore + " was known");
    }
    reads++;
  }

  void failed() {
    failed++;
  }

  long acknowledged() {
    return acknowledged;
  }

  long reads() {
    return reads;
  }

  long failures() {
    return failed;
  }
}
