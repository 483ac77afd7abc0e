package dev.balsa.jepsen.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.balsa.jepsen.live.cluster.Etcdctl;
import dev.balsa.jepsen.live.scenario.Result;
import dev.balsa.jepsen.live.scenario.Scenario;
import dev.balsa.jepsen.live.scenario.Setup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Three real server processes keep their promises while things go wrong; the brief form.
 *
 * <p>Five scenarios whose faults are part of the last one are left to {@code jepsen-tests/bin/live
 * --scenario all}, for time: {@code -Dlive.all=true} runs them here, too.
 */
class LiveTest {
  private static final long SEED = Long.getLong("live.seed", 20_260_101);

  /** Another program that takes etcd's flags can be put to the same test. */
  private static final Path PROGRAM =
      Path.of(System.getProperty("live.server", "../server/bin/balsa"));

  private static final Set<Scenario> ALSO_IN_THE_LAST =
      EnumSet.of(
          Scenario.LEADER_PAUSED,
          Scenario.FOLLOWER_DOWN,
          Scenario.LEADER_CUT_OFF,
          Scenario.LEADER_STOPS,
          Scenario.ROLLING_RESTARTS);

  @ParameterizedTest
  @EnumSource(Scenario.class)
  void nothingAcknowledgedIsLostAndNothingStaleIsReadWhen(
      Scenario scenario, @TempDir Path directory) throws IOException, InterruptedException {
    assertTrue(Files.isExecutable(PROGRAM), () -> PROGRAM.toAbsolutePath() + " is not there");
    assumeTrue(
        Boolean.getBoolean("live.all") || !ALSO_IN_THE_LAST.contains(scenario),
        "left to jepsen-tests/bin/live --scenario all");
    assumeTrue(
        scenario != Scenario.MEMBER_REPLACED || Etcdctl.isThere(), "etcdctl is not on the PATH");
    Setup setup =
        new Setup(
            PROGRAM.toAbsolutePath().normalize(), 0, true, SEED, directory, System.out::println);
    Result result = scenario.play(setup);
    System.out.printf(
        "%s: %d writes, %d reads, %d events; no write for (ms): %s; errors %s%n",
        result.name(),
        result.writes(),
        result.reads(),
        result.events(),
        result.gaps(),
        result.errors());
    assertEquals(List.of(), result.violations(), () -> "-Dlive.seed=" + SEED);
    assertTrue(result.writes() > 0 && result.reads() > 0, "nothing was done");
  }
}
