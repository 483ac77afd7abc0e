package dev.balsa.tools.tidy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** All text files of the project that people write. */
final class Sources {

  private static final List<String> ENDINGS =
      List.of(
          ".java", ".proto", ".xml", ".md", ".sh", ".txt", ".properties", ".yaml", ".yml", "/run");
  private static final Path BIN = Path.of("bin");

  private Sources() {}

  /** The folder of the root pom, seen from the folder of this module. */
  static Path root() {
    Path here = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
    while (!Files.isDirectory(here.resolve("raft")) || !Files.exists(here.resolve("pom.xml"))) {
      here = here.getParent();
      if (here == null) {
        throw new IllegalStateException("not inside of the project");
      }
    }
    return here;
  }

  /** Every file, sorted by path. */
  static List<SourceFile> load(Path root) throws IOException {
    try (Stream<Path> walk = Files.walk(root)) {
      return walk.filter(Files::isRegularFile)
          .map(root::relativize)
          .filter(Sources::isOurs)
          .sorted()
          .map(path -> SourceFile.of(path, read(root.resolve(path))))
          .toList();
    }
  }

  private static boolean isOurs(Path path) {
    for (Path part : path) {
      String name = part.toString();
      if (name.equals("target") || name.equals(".git") || name.equals(".idea")) {
        return false;
      }
    }
    boolean script = path.getParent() != null && path.getParent().endsWith(BIN);
    return script || ENDINGS.stream().anyMatch(path.toString()::endsWith);
  }

  private static String read(Path path) {
    try {
      return Files.readString(path, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(path.toString(), e);
    }
  }
}
