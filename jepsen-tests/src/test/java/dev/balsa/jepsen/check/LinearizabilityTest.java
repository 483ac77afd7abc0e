package dev.balsa.jepsen.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
    for (long seed = first; seed < first + 300; seed++) {
      Random random = new Random(seed);
      RandomRun.Shape shape =
          new RandomRun.Shape(
              1 + random.nextInt(12),
              200,
              1 + random.nextInt(12),
              random.nextInt(3) * 0.05,
              random.nextBoolean(),
              0);
      Linearizability.Outcome outcome = check(RandomRun.history(seed, shape));
      assertEquals(
          Search.Decision.LINEARIZABLE,
          outcome.decision(),
          () -> "seed " + random + " " + shape + "\n" + outcome.finding());
    }
  }

  @Test
  void tenThousandOperationsOfTwentyFiveClientsAreDecided() {
    for (double unknown : new double[] {0, 0.05}) {
      long start = System.nanoTime();
      History history = RandomRun.history(4, new RandomRun.Shape(25, 10_000, 50, unknown, true, 2));
      long made = System.nanoTime();
      Linearizability.Outcome outcome = check(history);
      System.out.println(
          "unknown "
              + unknown
              + ": executions "
              + outcome.executions()
              + " ms "
              + (System.nanoTime() - made) / 1_000_000
              + " making "
              + (made - start) / 1_000_000);
      assertEquals(Search.Decision.LINEARIZABLE, outcome.decision());
      assertTrue(outcome.executions() > 0);
    }
  }
}
