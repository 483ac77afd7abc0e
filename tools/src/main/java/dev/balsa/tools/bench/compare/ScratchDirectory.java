package dev.balsa.tools.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * Where servers of one measurement keep their data; gone when it ends.
 *
 * @param path the directory
 */
public record ScratchDirectory(Path path) implements AutoCloseable {

  /** Makes one inside of a directory. */
  public static ScratchDirectory in(Path parent) throws IOException {
    return new ScratchDirectory(Files.createTempDirectory(parent.toAbsolutePath(), "bench-"));
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
