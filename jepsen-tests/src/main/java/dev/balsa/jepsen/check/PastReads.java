package dev.balsa.jepsen.check;

import dev.balsa.jepsen.history.Operation;
import dev.balsa.jepsen.history.Outcome;
import dev.balsa.jepsen.history.Reply;
import dev.balsa.jepsen.history.Request;
import java.util.ArrayList;
import java.util.List;

/**
 * What answers about the past say of it: each range at a revision as a read of the present that was
 * answered when the store stood at that revision.
 *
 * <p>So the search meets what was seen of revision 57 when it arrives there, and not at revision
 * 78, where somebody asked for it, with twenty guesses in between. And since the answer is borne
 * out by then, two positions with the same present need not be told apart by their pasts.
 */
final class PastReads {

  private PastReads() {}

  /** One for each range at a revision that was answered; most operations have none. */
  static List<Operation> of(Operation op) {
    List<Operation> reads = new ArrayList<>();
    if (op.reply() != null) {
      collect(op, op.request(), op.reply(), reads);
    }
    return reads;
  }

  private static void collect(Operation op, Request request, Reply reply, List<Operation> reads) {
    if (request instanceof Request.Range range
        && range.revision() > 0
        && reply instanceof Reply.Range answer) {
      reads.add(then(op, range, answer));
    } else if (request instanceof Request.Txn txn && reply instanceof Reply.Txn answer) {
      List<Request> branch = answer.succeeded() ? txn.success() : txn.failure();
      for (int i = 0; i < Math.min(branch.size(), answer.replies().size()); i++) {
        collect(op, branch.get(i), answer.replies().get(i), reads);
      }
    }
  }

  private static Operation then(Operation op, Request.Range range, Reply.Range answer) {
    return new Operation(
        op.client(),
        op.member(),
        Long.MIN_VALUE,
        op.returned(),
        new Request.Range(
            range.key(), range.end(), 0, range.limit(), false, range.keysOnly(), range.countOnly()),
        new Outcome.Answered(
            new Reply.Range(range.revision(), answer.kvs(), answer.more(), answer.count())));
  }
}
