package dev.balsa.jepsen.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.jepsen.history.History;
import dev.balsa.jepsen.history.HistoryFile;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Histories written by hand. Those in {@code bad} say in a line {@code # expect CHECKER promise}
 * who must find them.
 */
class KnownHistoriesTest {

  private static Stream<Path> files(String kind) throws Exception {
    URL directory = KnownHistoriesTest.class.getResource(kind);
    try (Stream<Path> found = Files.list(Path.of(Objects.requireNonNull(directory).toURI()))) {
      return found.sorted().toList().stream();
    }
  }

  static Stream<Path> good() throws Exception {
    return files("good");
  }

  static Stream<Path> bad() throws Exception {
    return files("bad");
  }

  private static Verdict judge(Path file) throws Exception {
    return Checks.judge(HistoryFile.read(file), CheckOptions.DEFAULT);
  }

  @ParameterizedTest
  @MethodSource("good")
  void goodHistoriesAreAccepted(Path file) throws Exception {
    assertEquals("[]", judge(file).findings().toString(), file.getFileName().toString());
  }

  @ParameterizedTest
  @MethodSource("bad")
  void badHistoriesAreFoundByTheRightChecker(Path file) throws Exception {
    String expected =
        Files.readAllLines(file).stream()
            .filter(line -> line.startsWith("# expect "))
            .findFirst()
            .orElseThrow()
            .substring("# expect ".length());
    Verdict verdict = judge(file);
    assertTrue(
        verdict.findings().stream()
            .anyMatch(f -> (f.checker() + " " + f.promise()).startsWith(expected)),
        () -> file.getFileName() + ": " + verdict.findings());
  }

  @ParameterizedTest
  @MethodSource("bad")
  void theSmallestPartOfAViolationFailsByItself(Path file) throws Exception {
    for (Finding finding : judge(file).findings()) {
      History part = finding.part();
      if (part != null) {
        Search.Decision decision = Linearizability.check(part, CheckOptions.DEFAULT).decision();
        assertEquals(Search.Decision.VIOLATION, decision, () -> file + "\n" + finding);
      }
    }
  }
}
