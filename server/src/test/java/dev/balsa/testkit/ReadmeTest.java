package dev.balsa.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The README prints the examples of {@code ReadmeExampleTest} word for word. */
class ReadmeTest {

  private static Path root() {
    Path here = Path.of("").toAbsolutePath();
    while (!Files.exists(here.resolve("README.md")) || !Files.exists(here.resolve("client"))) {
      here = here.getParent();
    }
    return here;
  }

  private static List<String> examples(Path source) throws IOException {
    List<String> examples = new ArrayList<>();
    StringBuilder example = null;
    int indent = 0;
    for (String line : Files.readAllLines(source, StandardCharsets.UTF_8)) {
      if (line.contains("// end of the example")) {
        examples.add(example.toString());
        example = null;
      }
      if (example != null) {
        example.append(line.isBlank() ? "" : line.substring(indent)).append('\n');
      }
      if (line.contains("// the example")) {
        indent = line.indexOf("//");
        example = new StringBuilder();
      }
    }
    return examples;
  }

  @Test
  void theReadmePrintsTheExamplesAsTheyAreTested() throws IOException {
    String readme = Files.readString(root().resolve("README.md"), StandardCharsets.UTF_8);
    List<String> examples =
        examples(root().resolve("server/src/test/java/dev/balsa/testkit/ReadmeExampleTest.java"));
    assertEquals(2, examples.size());
    for (String example : examples) {
      assertTrue(readme.contains(example), () -> "the README does not print this:\n" + example);
    }
  }
}
