package dev.balsa.server.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Very many lines become few, and few stay as they are. */
final class SamplingTest {
  private static final long SECOND = 1_000_000_000L;

  private static int admitted(Sampling sampling, int lines, long nowNanos) {
    int admitted = 0;
    for (int i = 0; i < lines; i++) {
      admitted += sampling.admits(nowNanos) ? 1 : 0;
    }
    return admitted;
  }

  @Test
  void fewLinesAreAllWritten() {
    assertEquals(Sampling.FIRST, admitted(new Sampling(), Sampling.FIRST, 5));
  }

  @Test
  void ofManyLinesTheFirstAreWrittenAndThenEveryHundredth() {
    Sampling sampling = new Sampling();
    assertEquals(100, admitted(sampling, 100 + 99, 5));
    assertTrue(sampling.admits(5), "the two hundredth");
    assertEquals(158, admitted(sampling, 16_000 - 200, 6), "and so on to 16,000");
  }

  @Test
  void everySecondBeginsAnew() {
    Sampling sampling = new Sampling();
    long now = Long.MAX_VALUE - SECOND / 2;
    assertEquals(100, admitted(sampling, 150, now));
    assertEquals(0, admitted(sampling, 40, now + SECOND - 1), "the same second still");
    assertEquals(100, admitted(sampling, 150, now + SECOND), "beyond the overflow of the clock");
  }
}
