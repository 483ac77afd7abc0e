package dev.balsa.jepsen.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.jepsen.history.History;
import dev.balsa.jepsen.history.Operation;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * One impossible answer is found; and on tiny histories, with any one answer changed, the search
 * says what trying everything says.
 */
class MutationTest {

  private static final int RUNS = 150;
  private static final int TINY_RUNS = 1_500;

  @Test
  void anImpossibleAnswerIsFound() {
    long first = new Random().nextLong();
    Undecided undecided = new Undecided(RUNS);
    for (long seed = first; seed < first + RUNS; seed++) {
      Random random = new Random(seed);
      RandomRun.Shape shape = RandomRunTest.shape(random);
      History changed = ImpossibleAnswer.of(RandomRun.history(seed, shape), random);
      Verdict verdict = Checks.judge(changed, Undecided.OPTIONS);
      assertFalse(verdict.ok(), "not found: seed " + seed + " " + shape);
      undecided.count(verdict.findings().isEmpty(), "seed " + seed + " " + shape);
    }
    undecided.assertFew();
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
