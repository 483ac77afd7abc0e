package dev.balsa.jepsen.flip;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Some of the bytes that {@code bin/flip-every-byte} changes all of; other ones in every run. */
class FlipTest {

  private static final int BYTES = Integer.getInteger("flip.bytes", 20);
  private static final long SEED = Long.getLong("flip.seed", new Random().nextLong());

  private static final Path MEMORY = Path.of("/dev/shm");

  @Test
  void whatAMemberServesFromADamagedDirectoryIsWhatWasPutIn(@TempDir Path temporary)
      throws IOException, InterruptedException {
    System.out.println("flip test: -Dflip.seed=" + SEED + " -Dflip.bytes=" + BYTES);
    Path root = Files.createTempDirectory(Files.isWritable(MEMORY) ? MEMORY : temporary, "flip");
    try {
      SmallDirectory image = SmallDirectory.killed(root.resolve("image"));
      FlipRun run = new FlipRun(image, classPath(), SEED);
      Tally tally = run.run(run.sample(BYTES), done -> {});
      tally.print(System.out);
      assertEquals(List.of(), tally.findings());
    } finally {
      SmallDirectory.delete(root);
    }
  }

  /** What this JVM runs on, whoever started it. */
  private static String classPath() {
    if (FlipTest.class.getClassLoader() instanceof URLClassLoader loader) {
      return Arrays.stream(loader.getURLs())
          .map(url -> Path.of(URI.create(url.toString())).toString())
          .collect(Collectors.joining(File.pathSeparator));
    }
    return System.getProperty("java.class.path");
  }
}
