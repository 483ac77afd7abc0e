package dev.balsa.jepsen.check;

import dev.balsa.jepsen.history.Outcome;
import dev.balsa.jepsen.history.Request;
import java.util.ArrayList;
import java.util.List;

/**
 * A point of the search: the state, who is in the order already and who waits. It does single steps
 * and takes them back.
 */
final class Position {

  private final Model model;
  private final Execution execution;
  private final Waiting settled;
  private final List<Entry> open = new ArrayList<>();
  private final boolean[] used;
  private final List<Step> order = new ArrayList<>();
  private long setA;
  private long setB;
  private long executions;

  Position(Problem problem) {
    model = new Model(problem.initial(), problem.historyCounts());
    execution = new Execution(model);
    List<Entry> entries = new ArrayList<>();
    int number = 0;
    for (var operation : problem.settled()) {
      entries.add(new Entry(operation, number++));
    }
    settled = new Waiting(entries);
    for (var operation : problem.open()) {
      open.add(new Entry(operation, number++));
    }
    used = new boolean[open.size()];
  }

  Model model() {
    return model;
  }

  Waiting settled() {
    return settled;
  }

  List<String> changed() {
    return execution.changed();
  }

  long executions() {
    return executions;
  }

  /** The steps that led here. */
  List<Step> order() {
    return order;
  }

  int openCount() {
    return open.size();
  }

  /** An open operation that is not in the order; null if it is. */
  Entry open(int number) {
    return used[number] ? null : open.get(number);
  }

  /** Two numbers that stand for the state and for who is in the order. */
  long hashA() {
    return Hashing.mix(setA ^ model.hash());
  }

  long hashB() {
    return Hashing.mix(setB + 31 * model.hash());
  }

  /** Where this is, for {@link #backTo}. */
  Mark mark() {
    return new Mark(model.mark(), order.size());
  }

  /** A position to come back to. */
  record Mark(int changes, int steps) {}

  /** Does a step if the state bears it out. */
  boolean take(Step step) {
    Mark mark = mark();
    executions++;
    boolean fits =
        switch (step.kind()) {
          case SETTLED -> fits(step.entry());
          case OPEN -> execution.execute(step.entry().request(), step.hint()).refusal() == null;
          case EXPIRY -> {
            execution.expire(step.lease());
            yield true;
          }
        };
    if (!fits) {
      model.undoTo(mark.changes());
      return false;
    }
    if (step.kind() == Step.Kind.SETTLED) {
      settled.take(step.entry());
    } else if (step.kind() == Step.Kind.OPEN) {
      used[step.open()] = true;
    }
    sign(step.entry());
    order.add(step);
    return true;
  }

  private boolean fits(Entry entry) {
    Result result = execution.execute(entry.request(), entry.reply);
    if (entry.reply == null) {
      return entry.operation.refusal().equals(result.refusal());
    }
    return result.reply() != null
        && Replies.canonical(entry.request(), result.reply()).equals(entry.reply);
  }

  private void sign(Entry entry) {
    if (entry != null) {
      setA ^= entry.signA;
      setB ^= entry.signB;
    }
  }

  /** Takes back every step since the mark. */
  void backTo(Mark mark) {
    model.undoTo(mark.changes());
    while (order.size() > mark.steps()) {
      Step step = order.remove(order.size() - 1);
      if (step.kind() == Step.Kind.SETTLED) {
        settled.putBack(step.entry());
      } else if (step.kind() == Step.Kind.OPEN) {
        used[step.open()] = false;
      }
      sign(step.entry());
    }
  }

  /** What the state would answer, in the words of a history file. */
  String answerTo(Request request) {
    int mark = model.mark();
    Result result = execution.execute(request, null);
    model.undoTo(mark);
    return result.reply() != null
        ? new Outcome.Answered(Replies.canonical(request, result.reply())).text()
        : new Outcome.Refused(result.refusal()).text();
  }
}
