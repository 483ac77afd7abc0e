package dev.balsa.jepsen.live.upkeep;

import dev.balsa.jepsen.live.cluster.ServerProcess;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Kills a restore, over and over: what is left is nothing, a directory that no server takes for a
 * member's, or all of it; and the next attempt needs no help.
 */
final class RestoreRounds {

  private static final String REFUSAL = "THIS-DIRECTORY-IS-INCOMPLETE";

  private final Path program;
  private final Path balsautl;
  private final Path snapshot;
  private final Path restored;
  private final Path incomplete;
  private final SplittableRandom random;

  RestoreRounds(Path program, Path balsautl, Path snapshot, Path scratch, SplittableRandom random) {
    this.program = program;
    this.balsautl = balsautl;
    this.snapshot = snapshot;
    this.restored = scratch.resolve("restored");
    this.incomplete = scratch.resolve("restored.incomplete");
    this.random = random;
  }

  /**
   * @param expected what a server must serve that starts on what was restored
   */
  void run(int rounds, Keys keys, String expected) throws IOException, InterruptedException {
    long begun = System.nanoTime();
    finish(restore());
    long nanos = System.nanoTime() - begun;
    delete(restored);
    int inTheMiddle = 0;
    for (int round = 1; round <= rounds; round++) {
      Process restore = restore();
      TimeUnit.NANOSECONDS.sleep((long) (nanos * random.nextDouble()));
      restore.toHandle().destroyForcibly();
      restore.waitFor();
      boolean all = Files.exists(restored);
      boolean half = Files.exists(incomplete);
      if (all) {
        requireServed(keys, expected);
        delete(restored);
      } else if (half) {
        inTheMiddle++;
        requireRefused();
      }
      System.out.printf(
          Locale.ROOT,
          "restore %d/%d: left %s%n",
          round,
          rounds,
          all ? "all" : half ? "a directory that the server refuses" : "nothing");
    }
    finish(restore());
    requireServed(keys, expected);
    System.out.printf(
        Locale.ROOT,
        "restore: whole at the next attempt after %d kills, %d of them in the middle%n",
        rounds,
        inTheMiddle);
  }

  private Process restore() throws IOException {
    return new ProcessBuilder(
            balsautl.toString(),
            "snapshot",
            "restore",
            snapshot.toString(),
            "--data-dir",
            restored.toString())
        .redirectErrorStream(true)
        .start();
  }

  private static void finish(Process restore) throws IOException, InterruptedException {
    String said = new String(restore.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (restore.waitFor() != 0) {
      throw new AssertionError("a restore failed: " + said);
    }
  }

  private void requireServed(Keys keys, String expected) throws IOException, InterruptedException {
    try (ServerProcess server = new ServerProcess(program, restored)) {
      server.start();
      ManagedChannel channel = Keys.connect(server.clientPort());
      String found = keys.checked(channel);
      channel.shutdownNow();
      if (!found.equals(expected)) {
        throw new AssertionError("saved: " + expected + "\nrestored: " + found);
      }
    }
  }

  private void requireRefused() throws InterruptedException {
    try (ServerProcess server = new ServerProcess(program, incomplete)) {
      server.start();
      throw new AssertionError("a server started on half a restore");
    } catch (IOException refused) {
      if (!String.valueOf(refused.getMessage()).contains(REFUSAL)) {
        throw new AssertionError("half a restore is refused for another reason", refused);
      }
    }
  }

  static void delete(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
