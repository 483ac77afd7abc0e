package dev.balsa.jepsen.live;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.jepsen.live.cluster.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real server process loses nothing that it acknowledged, however often it is killed. */
class KillTest {
  private static final int ROUNDS = Integer.getInteger("kill.rounds", 15);
  private static final long SEED = Long.getLong("kill.seed", 20_260_101);

  /** Another program that takes etcd's flags can be put to the same test. */
  private static final Path PROGRAM =
      Path.of(System.getProperty("kill.server", "../server/bin/balsa"));

  @Test
  void everyAcknowledgedWriteSurvivesKillNineUnderConcurrentWriters(@TempDir Path directory)
      throws IOException, InterruptedException {
    assertTrue(Files.isExecutable(PROGRAM), () -> PROGRAM.toAbsolutePath() + " is not there");
    System.out.println("kill test: -Dkill.seed=" + SEED + " -Dkill.rounds=" + ROUNDS);
    KillRounds run = new KillRounds(SEED, System.out::println);
    try (ServerProcess server =
        new ServerProcess(PROGRAM.toAbsolutePath().normalize(), directory.resolve("data"))) {
      run.run(server, ROUNDS);
    }
    assertTrue(run.acknowledged() > 0, "nothing was acknowledged, so nothing was tested");
  }
}
