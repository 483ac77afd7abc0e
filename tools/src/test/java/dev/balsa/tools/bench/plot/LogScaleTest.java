package dev.balsa.tools.bench.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Where a quantity stands on an axis. */
final class LogScaleTest {

  @Test
  void tenTimesAsMuchIsAlwaysAsFarAway() {
    LogScale scale = new LogScale(1, 1_000, 0, 300);
    assertEquals(0, scale.place(1), 1e-9);
    assertEquals(100, scale.place(10), 1e-9);
    assertEquals(200, scale.place(100), 1e-9);
  }

  @Test
  void anAxisReachesFromARoundNumberToAnother() {
    LogScale scale = LogScale.around(3, 380, 0, 1);
    assertEquals(2, scale.low(), 1e-9);
    assertEquals(500, scale.high(), 1e-9);
    assertEquals(List.of("2", "5", "10", "20", "50", "100", "200", "500"), labels(scale));
  }

  @Test
  void aLongAxisHasOneTickADecade() {
    assertEquals(
        List.of("0.1", "1", "10", "100", "1k", "10k", "100k", "1M"),
        labels(LogScale.around(0.1, 1_000_000, 0, 1)));
  }

  @Test
  void everyValueIsWithinItsAxis() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 1_000; i++) {
      double one = Math.pow(10, random.nextDouble() * 12 - 4);
      double other = random.nextInt(10) == 0 ? one : one * (1 + random.nextDouble() * 1_000);
      LogScale scale = LogScale.around(one, other, 0, 100);
      assertTrue(
          scale.place(one) >= -1e-6 && scale.place(other) <= 100 + 1e-6,
          "seed " + seed + ": " + one + " to " + other + " in " + scale);
    }
  }

  private static List<String> labels(LogScale scale) {
    return scale.ticks().stream().map(LogScale::label).toList();
  }
}
