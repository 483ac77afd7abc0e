package dev.balsa.jepsen.sim;

import java.util.HashMap;
import java.util.Map;

/**
 * What clients were told, checked as soon as it is told. Revisions number all changes in one order,
 * so a change gets a greater revision than any that somebody knew when it was asked for, no
 * revision is given twice, and a linearizable read sees every revision that was known when it was
 * asked for.
 */
final class Ledger {

  /** What was written at each revision that a client knows. Looked up only. */
  private final Map<Long, String> written = new HashMap<>();

  private long newestKnown;
  private long acknowledged;
  private long reads;
  private long failed;

  /** The newest revision that any client was told of. */
  long newestKnown() {
    return newestKnown;
  }

  /** A change was acknowledged. */
  void wrote(String what, long revision, long knownBefore) {
    if (revision <= knownBefore) {
      throw Broken.safety(
          "revision-order",
          what + " got revision " + revision + " when " + knownBefore + " was known already");
    }
    String first = written.putIfAbsent(revision, what);
    if (first != null) {
      throw Broken.safety(
          "revision-unique", what + " and " + first + " both got revision " + revision);
    }
    acknowledged++;
    newestKnown = Math.max(newestKnown, revision);
  }

  /** A linearizable read, or a change that changed nothing, was answered. */
  void read(String what, long revision, long knownBefore) {
    if (revision < knownBefore) {
      throw Broken.safety(
          "stale-read", what + " saw revision " + revision + " when " + knownBefore + " was known");
    }
    reads++;
    newestKnown = Math.max(newestKnown, revision);
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
