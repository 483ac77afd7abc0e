package dev.balsa.jepsen.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Seeds that are the same every time, and some that nobody has seen before. */
class SimulationTest {

  private static final long FIXED_SEEDS = 20;
  private static final long FRESH_SEEDS = 10;

  @Test
  void aClusterKeepsItsPromisesUnderEverySeedOfThisList() {
    Tally tally = run(1, FIXED_SEEDS);
    assertTrue(tally.writes() > 1_000, () -> "hardly anything happened: " + tally.details());
  }

  @Test
  void aClusterKeepsItsPromisesUnderSeedsThatNobodyHasSeen() {
    run(System.nanoTime() & 0xffff_ffffL, FRESH_SEEDS);
  }

  private static Tally run(long first, long count) {
    Tally tally = new Tally();
    long start = System.nanoTime();
    for (long seed = first; seed < first + count; seed++) {
      SeedResult result = run(seed);
      tally.add(result);
      assertTrue(result.isClean(), () -> Soak.failure(result, "of this build"));
    }
    System.out.println("seeds " + first + " to " + (first + count - 1));
    System.out.println(tally.line((System.nanoTime() - start) / 1e9));
    System.out.println(tally.details());
    return tally;
  }

  private static SeedResult run(long seed) {
    return new SeedRun(seed, Settings.draw(seed), null, TraceFilter.ALL, Long.MAX_VALUE).run();
  }

  @Test
  void twoRunsOfASeedAreTheSame() {
    for (long seed = 100; seed < 105; seed++) {
      SeedResult first = run(seed);
      SeedResult second = run(seed);
      assertEquals(first.events(), second.events());
      assertEquals(first.traceHash(), second.traceHash(), "trace hash of seed " + seed);
    }
  }
}
