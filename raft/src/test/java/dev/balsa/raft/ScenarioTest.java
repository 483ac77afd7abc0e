package dev.balsa.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Plays the scenario files: a line that starts with {@code >} is a command (see {@link Play}), and
 * the indented lines behind it are what it must cause. {@code -Dbalsa.raft.scenarios=rewrite}
 * writes what it does cause into the files, to be read before it is believed.
 */
class ScenarioTest {

  private static final Path SCENARIOS = Path.of("src/test/resources/scenarios");
  private static final boolean REWRITE =
      "rewrite".equals(System.getProperty("balsa.raft.scenarios"));

  @TestFactory
  Stream<DynamicTest> everyScenarioGoesAsWritten() throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> found = Files.list(SCENARIOS)) {
      found.filter(file -> file.toString().endsWith(".txt")).sorted().forEach(files::add);
    }
    return files.stream()
        .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> play(file)));
  }

  private static void play(Path file) throws IOException {
    Play play = new Play();
    List<String> written = Files.readAllLines(file);
    List<String> played = new ArrayList<>();
    for (String line : written) {
      if (line.startsWith("  ")) {
        continue;
      }
      played.add(line);
      if (line.startsWith("> ")) {
        play.perform(line.substring(2)).forEach(event -> played.add("  " + event));
      }
    }
    if (REWRITE) {
      Files.writeString(file, String.join("\n", played) + "\n");
    } else {
      assertEquals(String.join("\n", written), String.join("\n", played));
    }
  }
}
