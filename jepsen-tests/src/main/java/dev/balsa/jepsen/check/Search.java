package dev.balsa.jepsen.check;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Looks for an order of operations that explains every answer: the search of Wing and Gong, with
 * the memory of Lowe, guided by revisions.
 *
 * <p>An order may put an operation next if nobody who waits had returned before it was invoked, and
 * if the state so far answers it as the server did. Three things keep the search short:
 *
 * <ul>
 *   <li>What changes nothing goes in as soon as it fits, without a choice: it can only stand in the
 *       way of others.
 *   <li>{@link NextSteps} leaves a choice only at revisions that no answer claims.
 *   <li>A set of operations in the order together with a state is looked at once: both are
 *       remembered by 128 bits of hash.
 * </ul>
 *
 * <p>Keys cannot be judged apart from each other, as they can for a plain map: the revision in
 * every answer ties them together. It pays back by being the guide.
 */
final class Search {

  /** States remembered; beyond them the search goes on without remembering more. */
  static final int MAX_REMEMBERED = 2_000_000;

  /** What came of it. */
  enum Decision {
    LINEARIZABLE,
    VIOLATION,
    /** The steps that were allowed did not suffice. */
    UNDECIDED
  }

  private record Memory(long a, long b) {}

  private static final class Frame {
    private final Position.Mark mark;
    private final List<Step> choices;
    private int next;
    private boolean wentOn;

    Frame(Position.Mark mark, List<Step> choices) {
      this.mark = mark;
      this.choices = choices;
    }
  }

  private final Position position;
  private final NextSteps nextSteps;
  private final long maxExecutions;
  private final Deque<Frame> frames = new ArrayDeque<>();
  private final Set<Memory> remembered = new HashSet<>();
  private DeadEnd deepest;

  Search(Problem problem, Evidence evidence, long maxExecutions) {
    this.position = new Position(problem);
    this.nextSteps = new NextSteps(position, problem, evidence);
    this.maxExecutions = maxExecutions;
  }

  Decision run() {
    if (arrive()) {
      return Decision.LINEARIZABLE;
    }
    while (!frames.isEmpty()) {
      if (position.executions() > maxExecutions) {
        return Decision.UNDECIDED;
      }
      Frame frame = frames.peek();
      position.backTo(frame.mark);
      if (frame.next == frame.choices.size()) {
        if (!frame.wentOn) {
          deadEnd();
        }
        frames.pop();
      } else if (position.take(frame.choices.get(frame.next++))) {
        frame.wentOn = true;
        if (arrive()) {
          return Decision.LINEARIZABLE;
        }
      }
    }
    return Decision.VIOLATION;
  }

  /** Puts in what fits without a choice, and opens a frame; true if nobody waits any more. */
  private boolean arrive() {
    takeReads();
    if (position.settled().size() == 0) {
      return true;
    }
    List<Step> choices = nextSteps.choices();
    if (choices.isEmpty()) {
      deadEnd();
    } else if (choices.size() == 1 || remember()) {
      frames.push(new Frame(position.mark(), choices));
    }
    return false;
  }

  private void takeReads() {
    boolean more = true;
    while (more) {
      more = false;
      long revision = position.model().revision();
      for (Entry entry : position.settled().window()) {
        boolean here = entry.slot == revision || entry.slot == Entry.ANY;
        if (here && entry.kind == Entry.Kind.READ) {
          more |= position.take(Step.settled(entry));
        }
      }
    }
  }

  private boolean remember() {
    Memory memory = new Memory(position.hashA(), position.hashB());
    return remembered.size() < MAX_REMEMBERED
        ? remembered.add(memory)
        : !remembered.contains(memory);
  }

  private void deadEnd() {
    if (deepest == null || position.order().size() > deepest.order().size()) {
      boolean forced = frames.stream().allMatch(frame -> frame.choices.size() == 1);
      deepest = DeadEnd.at(position, forced);
    }
  }

  /** Where the longest attempt ended; null if there was none. */
  DeadEnd deepest() {
    return deepest;
  }

  long executions() {
    return position.executions();
  }

  /** The order that was found, or the longest that explains a beginning. */
  List<Step> order() {
    boolean found = position.settled().size() == 0;
    return found || deepest == null ? List.copyOf(position.order()) : deepest.order();
  }
}
