package dev.balsa.tools.localcluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The members' data directories under one roof. */
final class DataDirectories {
  private static final String NAME = "m[1-9]\\.etcd";

  private DataDirectories() {}

  /** The data of members that ran here before, this cluster's or a larger one's. */
  static List<Path> found(Path data) throws IOException {
    if (!Files.isDirectory(data)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(data)) {
      return entries
          .filter(entry -> entry.getFileName().toString().matches(NAME))
          .filter(Files::isDirectory)
          .sorted()
          .toList();
    }
  }

  /** Deletes what members left; nothing else that may lie beside it. */
  static void delete(Path data) throws IOException {
    for (Path directory : found(data)) {
      try (Stream<Path> paths = Files.walk(directory)) {
        for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }
}
