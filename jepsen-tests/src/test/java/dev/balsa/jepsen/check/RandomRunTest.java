package dev.balsa.jepsen.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.balsa.jepsen.history.History;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random correct runs, with everything in them, are accepted by every checker. */
class RandomRunTest {

  private static final int RUNS = 200;

  static RandomRun.Shape shape(Random random) {
    return new RandomRun.Shape(
        1 + random.nextInt(12),
        150,
        1 + random.nextInt(12),
        random.nextInt(3) * 0.05,
        random.nextBoolean(),
        random.nextInt(6));
  }

  @Test
  void randomCorrectRunsOfEveryShapeAreAccepted() {
    long first = new Random().nextLong();
    Undecided undecided = new Undecided(RUNS);
    for (long seed = first; seed < first + RUNS; seed++) {
      RandomRun.Shape shape = shape(new Random(seed));
      History history = RandomRun.history(seed, shape);
      Verdict verdict = Checks.judge(history, Undecided.OPTIONS);
      String about = "seed " + seed + " " + shape;
      assertEquals("[]", verdict.findings().toString(), about);
      undecided.count(!verdict.undecided().isEmpty(), about);
    }
    undecided.assertFew();
  }
}
