package dev.balsa.jepsen.check;

import dev.balsa.jepsen.history.KeyVersion;
import dev.balsa.jepsen.history.Operation;
import dev.balsa.jepsen.history.Request;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which operations of unknown outcome are known to have made a certain revision: nobody else ever
 * wrote a value that was seen with that revision.
 */
final class Bindings {

  private record Written(String key, String value) {}

  private static final int NOBODY = -1;
  private static final int MANY = -2;

  private final long[] revisions;

  /** Looks through everybody's writes; open operations are numbered as in the list. */
  Bindings(Problem problem, Evidence evidence) {
    Map<Written, Integer> writers = new HashMap<>();
    for (Operation op : problem.settled()) {
      note(writers, op.request(), MANY);
    }
    for (int i = 0; i < problem.open().size(); i++) {
      note(writers, problem.open().get(i).request(), i);
    }
    if (problem.initial() != null) {
      problem.initial().kvs().forEach(kv -> writers.put(new Written(kv.key(), kv.value()), MANY));
    }
    revisions = new long[problem.open().size()];
    for (long revision : evidence.revisions()) {
      for (KeyVersion kv : evidence.at(revision)) {
        int writer = writers.getOrDefault(new Written(kv.key(), kv.value()), NOBODY);
        if (writer >= 0) {
          revisions[writer] = revision;
        }
      }
    }
  }

  private static void note(Map<Written, Integer> writers, Request request, int number) {
    if (request instanceof Request.Put put) {
      writers.merge(new Written(put.key(), put.value()), number, (one, other) -> MANY);
    } else if (request instanceof Request.Txn txn) {
      for (List<Request> branch : List.of(txn.success(), txn.failure())) {
        branch.forEach(inner -> note(writers, inner, number));
      }
    }
  }

  /** Whether the open operation can have made this revision. */
  boolean allow(int open, long revision) {
    return revisions[open] == 0 || revisions[open] == revision;
  }
}
