package dev.balsa.jepsen.check;

import dev.balsa.jepsen.history.History;
import dev.balsa.jepsen.history.KeyVersion;
import dev.balsa.jepsen.history.Operation;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Judges whether one order of operations explains every answer; if not, shows where and why. */
final class Linearizability {

  /**
   * What came of it.
   *
   * @param finding null unless it is a violation
   * @param together whether the order explains also what watchers, serializable reads and final
   *     readings saw
   * @param open whether it could not be decided if such an order exists
   * @param problem what was brought into an order
   * @param order the order that explains every answer, or the longest that explains a beginning
   */
  record Outcome(
      Search.Decision decision,
      long executions,
      Finding finding,
      boolean together,
      boolean open,
      Problem problem,
      List<Step> order) {}

  private static final String PROMISE = "one order of operations explains every answer";

  /** Requests that may be tried out to make a violation small: a matter of a second. */
  private static final long MAX_EXECUTIONS_TO_EXPLAIN = 200_000;

  private Linearizability() {}

  static Outcome check(History history, CheckOptions options) {
    Problem problem = Problem.of(history);
    Problem together = problem.with(Witnesses.of(history));
    Evidence evidence = new Evidence(together);
    evidence.hintsOf(history, true, options);
    Search first = new Search(together, evidence, options.maxExecutions());
    Search.Decision joint = first.run();
    if (joint == Search.Decision.LINEARIZABLE) {
      return new Outcome(joint, first.executions(), null, true, false, together, first.order());
    }
    Search search = search(problem, history, options);
    Search.Decision decision = search.run();
    Finding finding =
        decision == Search.Decision.VIOLATION ? explain(problem, history, options) : null;
    long executions = first.executions() + search.executions();
    boolean open = joint == Search.Decision.UNDECIDED;
    return new Outcome(decision, executions, finding, false, open, problem, search.order());
  }

  private static Search search(Problem problem, History history, CheckOptions options) {
    Evidence evidence = new Evidence(problem);
    evidence.hintsOf(history, false, options);
    return new Search(problem, evidence, options.maxExecutions());
  }

  private static Finding explain(Problem whole, History history, CheckOptions options) {
    Patience patience = new Patience(MAX_EXECUTIONS_TO_EXPLAIN);
    Shrinker shrinker = new Shrinker(problem -> fails(problem, history, options, patience));
    Problem early = shrinker.earliest(whole);
    Search search = search(early, history, options);
    search.run();
    DeadEnd end = search.deepest();
    Problem part = shrinker.part(early, end);
    Set<String> evidence = new LinkedHashSet<>();
    writersOf(early, part).forEach(op -> evidence.add(op.toString()));
    part.settled().forEach(op -> evidence.add(op.toString()));
    part.open().forEach(op -> evidence.add(op.toString()));
    return new Finding(
        Checker.LINEARIZABLE, PROMISE, text(early, end), List.copyOf(evidence), asHistory(part));
  }

  /** Whether it certainly fails: what is not known in time is left as it is. */
  private static boolean fails(
      Problem problem, History history, CheckOptions options, Patience patience) {
    if (patience.left <= 0) {
      return false;
    }
    Search search =
        search(
            problem,
            history,
            options.withMaxExecutions(Math.min(patience.left, MAX_EXECUTIONS_TO_EXPLAIN / 8)));
    Search.Decision decision = search.run();
    patience.left -= search.executions();
    return decision == Search.Decision.VIOLATION;
  }

  /** Executions that are left for making a violation small. */
  private static final class Patience {
    private long left;

    Patience(long executions) {
      left = executions;
    }
  }

  private static String text(Problem early, DeadEnd end) {
    StringBuilder out = new StringBuilder();
    out.append(end.forced() ? "The only order" : "The longest order");
    out.append(" that fits brings the store to revision ").append(end.revision());
    out.append("; nothing can come next:");
    for (DeadEnd.Stuck stuck : end.stuck()) {
      out.append("\n").append(stuck.operation()).append("\n  but ").append(stuck.reason());
    }
    if (end.stuck().stream().anyMatch(stuck -> stuck.reason().startsWith("nobody"))) {
      out.append("\nNo answer claims revision ")
          .append(end.revision() + 1)
          .append(", and none of the ");
      out.append(early.open().size());
      out.append(" operations of unknown outcome fits it, nor a lease that ran out.");
      for (KeyVersion seen : new Evidence(early).at(end.revision() + 1)) {
        out.append("\nIt was read as ").append(Lines.version(seen));
      }
    }
    return out.toString();
  }

  /** Those who wrote what the part speaks of, for the reader. */
  private static List<Operation> writersOf(Problem early, Problem part) {
    Set<Long> revisions = new LinkedHashSet<>();
    if (part.initial() == null) {
      return List.of();
    }
    part.initial().kvs().forEach(kv -> revisions.add(kv.modRevision()));
    List<Operation> writers = new ArrayList<>();
    for (Operation op : early.settled()) {
      if (op.reply() != null
          && Replies.madeRevision(op.reply())
          && revisions.contains(op.reply().revision())) {
        writers.add(op);
      }
    }
    return writers;
  }

  private static History asHistory(Problem part) {
    List<Operation> operations = new ArrayList<>(part.settled());
    operations.addAll(part.open());
    operations.sort(java.util.Comparator.comparingLong(Operation::invoked));
    return new History(part.initial(), operations, List.of(), List.of(), List.of(), List.of());
  }
}
