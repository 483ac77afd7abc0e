package dev.balsa.jepsen.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.jepsen.history.History;
import dev.balsa.jepsen.history.Operation;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * One changed answer is found; and on tiny histories the search says what trying everything says.
 */
class MutationTest {

  private static final int RUNS = 150;
  private static final int TINY_RUNS = 1_500;

  /**
   * Of what is changed nearly everything is found. What is not found is no violation: the revision
   * of a read that ran at the same time as a write may as well be that of the write.
   */
  private static final double FOUND_AT_LEAST = 0.9;

  @Test
  void oneChangedAnswerIsFound() {
    long first = new Random().nextLong();
    int changed = 0;
    int found = 0;
    for (long seed = first; seed < first + RUNS; seed++) {
      Random random = new Random(seed);
      History mutated = Mutation.of(RandomRun.history(seed, RandomRunTest.shape(random)), random);
      if (mutated != null) {
        changed++;
        found += Checks.judge(mutated, CheckOptions.DEFAULT).ok() ? 0 : 1;
      }
    }
    System.out.println(
        "changed answers found: " + found + " of " + changed + ", first seed " + first);
    assertTrue(changed > RUNS / 4, "first seed " + first);
    assertTrue(
        found >= FOUND_AT_LEAST * changed, found + " of " + changed + ", first seed " + first);
  }

  @Test
  void onTinyHistoriesTheSearchSaysWhatTryingEveryOrderSays() {
    long first = new Random().nextLong();
    int rejected = 0;
    for (long seed = first; seed < first + TINY_RUNS; seed++) {
      Random random = new Random(seed);
      History history =
          RandomRun.history(seed, new RandomRun.Shape(4, 7, 1 + random.nextInt(2), 0.3, false, 0));
      History mutated = random.nextInt(4) == 0 ? null : Mutation.of(history, random);
      List<Operation> operations =
          (mutated == null ? history : mutated)
              .operations().stream()
                  .filter(op -> Problem.sequential(op.request()) && op.refusal() == null)
                  .toList();
      boolean expected = BruteForce.explains(operations);
      Search.Decision decision =
          Linearizability.check(History.of(operations), CheckOptions.DEFAULT).decision();
      assertEquals(
          expected ? Search.Decision.LINEARIZABLE : Search.Decision.VIOLATION,
          decision,
          "seed " + seed + " " + operations);
      rejected += expected ? 0 : 1;
    }
    assertTrue(rejected > TINY_RUNS / 10, rejected + " rejected, first seed " + first);
    assertTrue(rejected < TINY_RUNS, "first seed " + first);
  }
}
