package dev.balsa.jepsen.check;

import dev.balsa.jepsen.history.History;
import dev.balsa.jepsen.history.Operation;
import dev.balsa.jepsen.history.Outcome;
import dev.balsa.jepsen.history.Reply;
import dev.balsa.jepsen.history.Request;
import dev.balsa.jepsen.history.StateReading;
import java.util.ArrayList;
import java.util.List;

/**
 * Serializable reads and final readings as operations that the one order must fit as well: at the
 * revision they name, however long ago that was.
 *
 * <p>If an order fits them too, it is the one to judge the rest by: where many orders explain the
 * linearizable answers, others would be guesses.
 */
final class Witnesses {

  private Witnesses() {}

  static List<Operation> of(History history) {
    List<Operation> witnesses = new ArrayList<>();
    for (Operation op : history.operations()) {
      boolean serializable =
          op.request() instanceof Request.Range range
              ? ofThePresent(range)
              : op.request() instanceof Request.Txn txn && ofThePresent(txn);
      if (serializable && op.reply() != null) {
        witnesses.add(sometime(op));
      }
    }
    for (StateReading reading : history.finals()) {
      Reply reply = new Reply.Range(reading.revision(), reading.kvs(), false, reading.kvs().size());
      witnesses.add(
          sometime(
              new Operation(
                  0,
                  reading.member(),
                  reading.time(),
                  Operation.NEVER - 1,
                  Request.Range.of("", "\0"),
                  new Outcome.Answered(reply))));
    }
    return witnesses;
  }

  private static boolean ofThePresent(Request.Txn txn) {
    return Problem.serializable(txn)
        && txn.success().stream().allMatch(r -> ofThePresent((Request.Range) r))
        && txn.failure().stream().allMatch(r -> ofThePresent((Request.Range) r));
  }

  private static boolean ofThePresent(Request.Range range) {
    return range.serializable() && range.revision() == 0;
  }

  /** It may show a state from long before it was asked for. */
  private static Operation sometime(Operation op) {
    return new Operation(
        op.client(), op.member(), Long.MIN_VALUE, op.returned(), op.request(), op.outcome());
  }
}
