package dev.balsa.jepsen.check;

import dev.balsa.jepsen.history.History;
import dev.balsa.jepsen.history.Operation;
import dev.balsa.jepsen.history.Outcome;
import dev.balsa.jepsen.history.Reply;
import dev.balsa.jepsen.history.Request;
import dev.balsa.jepsen.history.StateReading;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A serializable read shows the state at the revision of its header, whole and exactly, or at the
 * past revision it asked for; and that revision must have been begun when the read returned.
 *
 * <p>How far back a member may be is not promised, nor that it never goes back: a member that
 * crashed may know less for a moment than it did.
 */
final class SerializableReads {

  private static final String PROMISE = "a serializable read shows one state of the past";

  private final Timeline timeline;
  private final Map<Long, Operation> makers = new HashMap<>();
  private final List<StateReading> finals;
  private final List<Finding> findings = new ArrayList<>();

  private SerializableReads(History history, Timeline timeline) {
    this.timeline = timeline;
    this.finals = history.finals();
    for (Operation op : history.operations()) {
      if (op.reply() != null && Replies.madeRevision(op.reply())) {
        makers.putIfAbsent(op.reply().revision(), op);
      }
    }
  }

  static List<Finding> check(History history, Timeline timeline, CheckOptions options) {
    SerializableReads reads = new SerializableReads(history, timeline);
    for (Operation op : history.operations()) {
      if (op.reply() == null || reads.findings.size() == options.maxFindings()) {
        continue;
      }
      if (op.request() instanceof Request.Range range && range.serializable()) {
        reads.judge(op, range, (Reply.Range) op.reply());
      } else if (op.request() instanceof Request.Txn txn && Problem.serializable(txn)) {
        reads.judge(op, txn, (Reply.Txn) op.reply());
      }
    }
    return reads.findings;
  }

  private void judge(Operation op, Request.Txn txn, Reply.Txn reply) {
    List<Request> branch = reply.succeeded() ? txn.success() : txn.failure();
    if (branch.size() != reply.replies().size()) {
      add(op, "it answers " + reply.replies().size() + " of " + branch.size() + " requests");
      return;
    }
    for (int i = 0; i < branch.size(); i++) {
      judge(op, (Request.Range) branch.get(i), (Reply.Range) reply.replies().get(i));
    }
  }

  private void judge(Operation op, Request.Range range, Reply.Range reply) {
    long revision = reply.revision();
    Operation maker = makers.get(revision);
    if (maker != null && maker.invoked() > op.returned()) {
      findings.add(
          Finding.of(
              Checker.SERIALIZABLE,
              "a serializable read shows nothing of the future",
              "revision " + revision + " was asked for after the read had returned",
              op,
              maker));
      return;
    }
    long at = range.revision() > 0 ? range.revision() : revision;
    if (at > revision) {
      add(op, "the store was at revision " + revision + " when it told of revision " + at);
      return;
    }
    if (!finals.isEmpty() && finals.stream().allMatch(last -> neverReached(last, op))) {
      add(op, "in the end no member had come to revision " + revision);
      return;
    }
    boolean known =
        revision <= timeline.lastRevision()
            && at >= timeline.firstRevision()
            && at <= timeline.lastRevision();
    if (!known) {
      return;
    }
    Reply expected = timeline.answer(range, revision);
    if (!Replies.canonical(range, reply).equals(expected)) {
      add(op, "the state at revision " + at + " says " + new Outcome.Answered(expected).text());
    }
  }

  private static boolean neverReached(StateReading last, Operation op) {
    return last.revision() < op.reply().revision() && last.time() > op.returned();
  }

  private void add(Operation op, String explanation) {
    findings.add(Finding.of(Checker.SERIALIZABLE, PROMISE, explanation, op));
  }
}
