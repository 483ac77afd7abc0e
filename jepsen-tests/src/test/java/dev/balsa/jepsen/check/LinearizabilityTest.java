package dev.balsa.jepsen.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.jepsen.history.History;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random correct runs are accepted, however large. */
class LinearizabilityTest {

  private static Linearizability.Outcome check(History history) {
    return Linearizability.check(history, CheckOptions.DEFAULT);
  }

  @Test
  void randomCorrectRunsOfEveryShapeAreAccepted() {
    long first = new Random().nextLong();
    Undecided undecided = new Undecided(200);
    for (long seed = first; seed < first + 200; seed++) {
      Random random = new Random(seed);
      RandomRun.Shape shape =
          new RandomRun.Shape(
              1 + random.nextInt(12),
              200,
              1 + random.nextInt(12),
              random.nextInt(3) * 0.05,
              random.nextBoolean(),
              0);
      Linearizability.Outcome outcome =
          Linearizability.check(RandomRun.history(seed, shape), Undecided.OPTIONS);
      String about = "seed " + seed + " " + shape;
      assertNotEquals(
          Search.Decision.VIOLATION, outcome.decision(), () -> about + "\n" + outcome.finding());
      undecided.count(outcome.decision() == Search.Decision.UNDECIDED, about);
    }
    undecided.assertFew();
  }

  /** Requests tried out, whatever the machine: some ten seconds of one core at most. */
  private static final long MAX_EXECUTIONS = 1_000_000;

  @Test
  void tenThousandOperationsOfTwentyFiveClientsAreDecided() {
    decide(new RandomRun.Shape(25, 10_000, 50, 0, true, 0));
  }

  @Test
  void tenThousandOperationsAreDecidedWithFivePercentOfUnknownOutcomes() {
    decide(new RandomRun.Shape(25, 10_000, 50, 0.05, false, 0));
  }

  @Test
  void tenThousandOperationsAreDecidedWithUnknownOutcomesLeasesThatRunOutAndOneFullWatch() {
    decide(new RandomRun.Shape(25, 10_000, 50, 0.05, true, 1));
  }

  private static void decide(RandomRun.Shape shape) {
    Linearizability.Outcome outcome = check(RandomRun.history(4, shape));
    assertEquals(Search.Decision.LINEARIZABLE, outcome.decision());
    assertTrue(
        outcome.executions() < MAX_EXECUTIONS, outcome.executions() + " executions, " + shape);
  }
}
