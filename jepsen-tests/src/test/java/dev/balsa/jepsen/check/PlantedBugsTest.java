package dev.balsa.jepsen.check;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.jepsen.history.History;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A checker that has never found anything proves nothing. */
class PlantedBugsTest {

  /** Planted so often at most, each bug is found; all but always it is found the first time. */
  private static final int PLANTED_MAX = 5;

  /**
   * Runs at most that are looked through for a place to plant a bug in. The rarest place, a version
   * that was compacted over and lives to the end, is there in at least every third run.
   */
  private static final int RUNS_MAX = 300;

  @ParameterizedTest
  @EnumSource(PlantedBug.class)
  void eachPlantedBugIsFoundByItsChecker(PlantedBug bug) {
    long first = new Random().nextLong();
    int planted = 0;
    boolean found = false;
    for (long seed = first; !found && planted < PLANTED_MAX && seed < first + RUNS_MAX; seed++) {
      RandomRun.Shape shape = new RandomRun.Shape(6, 300, bug.keys(), 0.02, true, 6);
      History history = bug.plant(RandomRun.history(seed, shape), new Random(seed));
      if (history != null) {
        planted++;
        found = Checks.judge(history, Undecided.OPTIONS).foundBy(bug.checker);
      }
    }
    System.out.println(bug + ": planted " + planted + " times, found by " + bug.checker);
    String about = ", planted " + planted + " times, seeds from " + first;
    assertTrue(found, bug + " was not found by " + bug.checker + about);
  }
}
