package dev.balsa.jepsen.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.LogManager;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Seeds that are the same every time, and some that nobody has seen before. */
class SimulationTest {

  private static final long FIXED_SEEDS = 150;
  private static final long FRESH_SEEDS = 50;
  private static final int THREADS = 2;

  @BeforeAll
  static void silence() {
    LogManager.getLogManager().reset(); // what members log would drown what is found
  }

  @Test
  void aClusterKeepsItsPromisesUnderEverySeedOfThisList() throws InterruptedException {
    assertClean(1, FIXED_SEEDS);
  }

  @Test
  void aClusterKeepsItsPromisesUnderSeedsThatNobodyHasSeen() throws InterruptedException {
    assertClean(System.nanoTime() & 0xffff_ffffL, FRESH_SEEDS);
  }

  /** What is printed names the first seed, and each failure the command that repeats it. */
  private static void assertClean(long first, long count) throws InterruptedException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    Options options =
        new Options(first, count, 0, THREADS, false, TraceFilter.ALL, Long.MAX_VALUE, null);
    int exitCode =
        new Soak(options, new PrintStream(text, true, StandardCharsets.UTF_8), "of this build")
            .run();
    String said = text.toString(StandardCharsets.UTF_8);
    System.out.print(said);
    assertEquals(0, exitCode, said);
  }

  @Test
  void twoRunsOfASeedAreTheSame() {
    for (long seed = 100; seed < 103; seed++) {
      SeedResult first = run(seed);
      SeedResult second = run(seed);
      assertEquals(first.events(), second.events());
      assertEquals(first.traceHash(), second.traceHash(), "trace hash of seed " + seed);
    }
  }

  private static SeedResult run(long seed) {
    return new SeedRun(seed, Settings.draw(seed), null, TraceFilter.ALL, Long.MAX_VALUE).run();
  }

  /** Another process has other identities, and goes through immutable sets in another order. */
  @Test
  void anotherProcessRunsASeedTheSameWay() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process process =
        new ProcessBuilder(
                List.of(
                    java,
                    "-Xmx1g",
                    "-cp",
                    System.getProperty("java.class.path"),
                    SimMain.class.getName(),
                    "--seed",
                    "103"))
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    String hash = String.format("trace hash %016x", run(103).traceHash());
    assertTrue(said.contains(hash), () -> said + " does not have " + hash);
  }

  @Test
  void eachPurposeHasASourceOfChanceOfItsOwn() {
    Dice one = Dice.of(7, "one");
    Dice other = Dice.of(7, "other");
    long next = Dice.of(7, "other").nextLong();
    one.nextLong();
    assertEquals(next, other.nextLong());
  }
}
