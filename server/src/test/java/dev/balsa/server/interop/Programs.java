package dev.balsa.server.interop;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Finds other people's programs; a test that needs a missing one is skipped and says so. */
final class Programs {
  private Programs() {}

  static boolean onPath(String program) {
    for (String directory :
        System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      if (Files.isExecutable(Path.of(directory, program))) {
        return true;
      }
    }
    return false;
  }

  /** Skips the calling test unless every program is there. */
  static void assumeOnPath(String... programs) {
    for (String program : programs) {
      Assumptions.assumeTrue(
          onPath(program),
          () -> program + " is not on the PATH: skipped (Debian: etcd-server, etcd-client)");
    }
  }
}
