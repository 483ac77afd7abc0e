package dev.balsa.jepsen.check;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.jepsen.history.History;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A checker that has never found anything proves nothing. */
class PlantedBugsTest {

  /** Within so many seeds each bug is found. */
  private static final int SEEDS = 5;

  @ParameterizedTest
  @EnumSource(PlantedBug.class)
  void eachPlantedBugIsFoundByItsCheckerWithinFiveSeeds(PlantedBug bug) {
    long first = new Random().nextLong();
    int needed = 0;
    for (int i = 1; i <= SEEDS && needed == 0; i++) {
      long seed = first + i;
      History history = RandomRun.history(seed, new RandomRun.Shape(6, 300, 8, 0.02, true, 6));
      History planted = bug.plant(history, new Random(seed));
      if (planted != null) {
        Verdict verdict = Checks.judge(planted, CheckOptions.DEFAULT);
        needed = verdict.foundBy(bug.checker) ? i : 0;
      }
    }
    System.out.println(bug + ": found by " + bug.checker + ", seeds needed " + needed);
    assertTrue(needed > 0, bug + " was not found by " + bug.checker + ", seeds from " + first);
  }
}
