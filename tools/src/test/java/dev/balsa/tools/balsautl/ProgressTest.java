package dev.balsa.tools.balsautl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What people see of long work. */
class ProgressTest {

  private static final long SECOND = 1_000_000_000L;

  private final StringWriter shown = new StringWriter();
  private long now;

  private Progress of(boolean terminal, String unit, long total) {
    return new Progress(new PrintWriter(shown), terminal, () -> now, "importing", unit, total);
  }

  private List<String> lines() {
    return shown.toString().lines().map(String::stripTrailing).toList();
  }

  @Test
  void shortWorkIsSilent() {
    try (Progress progress = of(true, "revisions", 100)) {
      now = SECOND - 1;
      progress.accept(100);
    }
    assertEquals("", shown.toString());
  }

  @Test
  void aTerminalShowsABarInOneLineThatStaysWhenTheWorkIsDone() {
    try (Progress progress = of(true, "revisions", 4_000)) {
      now = SECOND;
      progress.accept(1_000);
      now += 1;
      progress.accept(1_001);
      now = 4 * SECOND;
      progress.accept(4_000);
    }
    String[] overwritten = shown.toString().split("\r", -1);
    assertEquals(
        List.of(
            "",
            "importing     [######------------------]  25%  1,000 of 4,000 revisions, 3 s left",
            "importing     [########################] 100%  4,000 of 4,000 revisions",
            "importing     [########################] 100%  4,000 of 4,000 revisions in 4 s"),
        Arrays.stream(overwritten).map(String::stripTrailing).toList());
    assertTrue(shown.toString().endsWith(System.lineSeparator()));
  }

  @Test
  void aFileGetsALineEveryFiveSeconds() {
    try (Progress progress = of(false, Progress.BYTES, 10_000_000)) {
      for (int second = 1; second <= 11; second++) {
        now = second * SECOND;
        progress.accept(second * 800_000L);
      }
    }
    assertEquals(
        List.of(
            "importing: 800 kB of 10 MB (8%), 12 s left",
            "importing: 4.8 MB of 10 MB (48%), 7 s left",
            "importing: 8.8 MB of 10 MB (88%), 2 s left"),
        lines());
  }

  @Test
  void whereNobodyKnowsTheEndThePaceIsTold() {
    try (Progress progress = of(false, "revisions", 0)) {
      now = 2 * SECOND;
      progress.accept(3_000);
      progress.outOf(12_000);
      now = 8 * SECOND;
      progress.accept(12_345);
    }
    assertEquals(
        List.of(
            "importing: 3,000 revisions, 1,500/s", "importing: 12,345 of 12,345 revisions (100%)"),
        lines());
  }

  @Test
  void secondsHaveNoPace() {
    try (Progress progress = of(true, Progress.SECONDS, 0)) {
      now = 7 * SECOND;
      progress.accept(7);
    }
    assertEquals("importing     7 s", shown.toString().split("\r", -1)[1].strip());
  }
}
