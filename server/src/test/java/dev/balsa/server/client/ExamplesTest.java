package dev.balsa.server.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The examples that readers are shown do what they say, and what they are shown is what is tested:
 * between the marks of each example class stands, word for word, what the README prints.
 */
class ExamplesTest extends OnEachServer {

  private static final int LINES_MAX = 30;

  /** What a reader of the Javadoc looks up first. */
  private static final List<String> MAIN_TYPES =
      List.of(
          "client/src/main/java/dev/balsa/client/BalsaClient",
          "client/src/main/java/dev/balsa/client/Kv",
          "client/src/main/java/dev/balsa/client/Txn",
          "client/src/main/java/dev/balsa/client/Watches",
          "client/src/main/java/dev/balsa/client/Watch",
          "client/src/main/java/dev/balsa/client/Watcher",
          "client/src/main/java/dev/balsa/client/Leases",
          "client/src/main/java/dev/balsa/client/Lease",
          "client/src/main/java/dev/balsa/client/Locks",
          "client/src/main/java/dev/balsa/client/HeldLock",
          "client/src/main/java/dev/balsa/client/Elections",
          "client/src/main/java/dev/balsa/client/Leadership",
          "client/src/main/java/dev/balsa/client/Auth",
          "client/src/main/java/dev/balsa/client/Maintenance",
          "client/src/main/java/dev/balsa/client/RawCalls",
          "client/src/main/java/dev/balsa/client/recipes/KeyRangeCache",
          "client/src/main/java/dev/balsa/client/recipes/Stm",
          "client/src/main/java/dev/balsa/client/discovery/Discovery",
          "client/src/main/java/dev/balsa/client/discovery/RoundRobin",
          "client/src/main/java/dev/balsa/client/discovery/BalsaNameResolverProvider",
          "server/src/main/java/dev/balsa/embedded/EmbeddedBalsa",
          "server/src/main/java/dev/balsa/embedded/Faults",
          "server/src/main/java/dev/balsa/testkit/BalsaTest",
          "server/src/main/java/dev/balsa/testkit/BalsaExtension");

  private static Path root() {
    Path here = Path.of("").toAbsolutePath();
    while (!Files.exists(here.resolve("README.md")) || !Files.exists(here.resolve("client"))) {
      here = here.getParent();
    }
    return here;
  }

  private static List<String> shown(String exampleClass) throws IOException {
    Path source =
        root()
            .resolve("server/src/test/java/dev/balsa/server/client")
            .resolve(exampleClass + ".java");
    List<String> lines = new ArrayList<>();
    boolean inside = false;
    for (String line : Files.readAllLines(source, StandardCharsets.UTF_8)) {
      if (line.contains("// end of the example")) {
        inside = false;
      }
      if (inside) {
        lines.add(line.startsWith("    ") ? line.substring(4) : line.strip());
      }
      if (line.contains("// the example")) {
        inside = true;
      }
    }
    return lines;
  }

  private static void assertPrinted(String exampleClass) throws IOException {
    List<String> lines = shown(exampleClass);
    assertTrue(!lines.isEmpty() && lines.size() < LINES_MAX, exampleClass + ": " + lines.size());
    String readme = Files.readString(root().resolve("README.md"), StandardCharsets.UTF_8);
    assertTrue(
        readme.contains(String.join("\n", lines)),
        () -> "the README does not print this:\n" + String.join("\n", lines));
  }

  @Test
  void theReadmePrintsTheExamplesAsTheyAreTested() throws Exception {
    assertPrinted("ConfigWatchExample");
    assertPrinted("LeaderElectionExample");
    assertPrinted("ServiceDiscoveryExample");
  }

  @Test
  void theJavadocOfEachMainTypeShowsHowItIsUsed() throws Exception {
    for (String type : MAIN_TYPES) {
      String source = Files.readString(root().resolve(type + ".java"), StandardCharsets.UTF_8);
      String javadoc = source.substring(source.indexOf("/**"), source.indexOf("\npublic "));
      assertTrue(javadoc.contains("<pre>{@code\n"), type);
    }
  }

  @Test
  void aConfigurationIsWatched() throws Exception {
    client.kv().put("config/limit", "10").await();
    List<String> seen = ConfigWatchExample.run(server.endpoint());
    assertEquals(List.of("config/limit=10", "config/limit=20", "config/limit gone"), seen);
  }

  @Test
  void aLeaderIsElected() throws Exception {
    assertEquals(List.of("a leads", "b leads"), LeaderElectionExample.run(server.endpoint()));
  }

  @Test
  void aServiceIsFound() throws Exception {
    assertEquals("10.0.0.7:8080", ServiceDiscoveryExample.run(server.endpoint()));
  }

  @Test
  void theExampleOfThePackagePageWorks() throws Exception {
    assertEquals(
        List.of("hello", "true", "alive", "-workers/7"), TourExample.run(server.endpoint()));
  }
}
