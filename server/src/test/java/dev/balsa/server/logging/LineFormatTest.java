package dev.balsa.server.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineFormatTest {

  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.000678Z");

  @Test
  void aMessageIsOneJsonObjectWithTheKeysOfZap() {
    LogEvent event = new LogEvent("became leader", null, "term", 2L, "leader", true, "name", "a");
    assertEquals(
        "{\"level\":\"info\",\"ts\":\"2026-01-02T03:04:05.000678Z\",\"caller\":\"node/Node\",\"msg\":\"became leader\","
            + "\"term\":2,\"leader\":true,\"name\":\"a\"}\n",
        LineFormat.JSON.line("info", TIME, "node/Node", event));
  }

  @Test
  void nothingInAMessageBreaksTheLineOrTheTerminal() {
    LogEvent event = new LogEvent("a\"b\\c\nd\u001b[31m\ud800", null);
    String line = LineFormat.JSON.line("warn", TIME, "", event);
    assertEquals(1, line.lines().count());
    assertEquals(
        "a\\\"b\\\\c\\nd\\u001b[31m\\ud800",
        line.substring(line.indexOf("msg\":\"") + 6, line.length() - 3));
  }

  @Test
  void valuesKeepTheirKind() {
    StringBuilder out = new StringBuilder();
    JsonText.value(
        out,
        List.of(
            1,
            "x",
            Duration.ofSeconds(5),
            Duration.ofMillis(1500),
            Duration.ofNanos(1_500_000),
            1.5));
    assertEquals("[1,\"x\",\"5s\",\"1500ms\",\"1.5ms\",1.5]", out.toString());
  }

  /** A path is a list of its names, each of which is a path again. */
  @Test
  void aPathIsText() {
    StringBuilder out = new StringBuilder();
    JsonText.value(out, Path.of("data/member"));
    assertEquals("\"data/member\"", out.toString());
  }

  @Test
  void aConsoleLineHasColumnsAndTheFieldsBehindThem() {
    LogEvent event = new LogEvent("done", null, "records", 5);
    assertEquals(
        "2026-01-02T03:04:05.000678Z\tinfo\twal/Wal\tdone\t{\"records\":5}\n",
        LineFormat.CONSOLE.line("info", TIME, "wal/Wal", event));
  }

  @Test
  void otherFrameworksSeeSentenceAndFacts() {
    LogEvent event =
        new LogEvent("cannot sync {0}", new IllegalStateException("full"), "file", "x");
    assertEquals(
        "cannot sync {0} file=x error=java.lang.IllegalStateException: full", event.toString());
  }
}
