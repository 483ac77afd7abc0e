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
      if (op.reply() != null && serializable(op.request())) {
        List<Operation> past = PastReads.of(op);
        witnesses.addAll(past);
        witnesses.add(past.isEmpty() ? sometime(op) : reached(op));
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

  private static boolean serializable(Request request) {
    return request instanceof Request.Range range
        ? range.serializable()
        : request instanceof Request.Txn txn && Problem.serializable(txn);
  }

  /** Of a read of the past, that the store had come to the revision its answer names. */
  private static Operation reached(Operation op) {
    long revision = op.reply().revision();
    return new Operation(
        op.client(),
        op.member(),
        Long.MIN_VALUE,
        op.returned(),
        new Request.Range("", "", 0, 0, false, false, true),
        new Outcome.Answered(new Reply.Range(revision, List.of(), false, 0)));
  }

  /** It may show a state from long before it was asked for. */
  private static Operation sometime(Operation op) {
    return new Operation(
        op.client(), op.member(), Long.MIN_VALUE, op.returned(), op.request(), op.outcome());
  }
}
