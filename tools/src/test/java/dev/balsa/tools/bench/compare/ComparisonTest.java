package dev.balsa.tools.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.tools.bench.load.Figures;
import dev.balsa.tools.bench.load.Usage;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

/** Ratios are made within a pair, and the middle one counts. */
final class ComparisonTest {
  private static final Row RATE = Row.ALONE.get(0);
  private static final Row PACED =
      Row.ALONE.stream().filter(Row::isPaced).findFirst().orElseThrow();

  private static Turn turn(long operations, double cpuSeconds, long latencyMillis) {
    Histogram latency = new Histogram(3);
    latency.recordValue(latencyMillis * 1_000_000);
    Figures figures =
        new Figures("x", 2, operations, latency, Map.of(), new Usage(1, cpuSeconds, 1 << 20));
    return new Turn(
        List.of(figures, figures), List.of(new Turn.Reading("memory", "MiB", operations)));
  }

  private static Comparison comparison() {
    Comparison comparison = new Comparison(List.of(RATE, PACED), Bars.NONE);
    comparison.add(turn(100, 1, 30), turn(300, 1.5, 10));
    comparison.add(turn(10, 1, 20), turn(20, 1, 10));
    comparison.add(turn(100, 1, 10), turn(1_000, 5, 10));
    return comparison;
  }

  @Test
  void theRatioOfARateIsTheMiddleOneOfThePairs() {
    Comparison.Line line = comparison().lines().get(0);
    assertEquals(List.of(3.0, 2.0, 10.0), line.ratios());
    assertEquals(3, line.ratio(), 1e-9);
    assertEquals(0.5, line.cpuRatio(), 1e-9);
    assertEquals(50, line.a().perSecond(), 1e-9);
  }

  @Test
  void aPacedRowIsJudgedByItsAge() {
    assertEquals(2, comparison().lines().get(1).ratio(), 0.01);
  }

  @Test
  void thePageHoldsEveryRowAndNeedsNothingElse() {
    String page =
        new Page(
                new Subject("a", "etcd 1"),
                new Subject("b", "balsa <2>"),
                comparison(),
                "bench compare")
            .html("a machine");
    assertTrue(page.contains("<td>put, 1 in flight</td>"));
    assertTrue(page.contains("balsa &lt;2&gt;"));
    assertTrue(page.contains("<svg"));
    assertTrue(!page.contains("http"), "nothing is fetched");
  }

  @Test
  void aBarIsMetWhenRatioProcessorTimeAndP99Are() {
    Bars.Bar bar = new Bars.Bar(3, 0.5, true);
    Comparison.Line line = comparison().lines().get(0);
    assertEquals("", bar.missed(line));
    assertEquals("ratio", new Bars.Bar(3.1, 0.5, true).missed(line));
    assertEquals("ratio, CPU", new Bars.Bar(3.1, 0.4, false).missed(line));
  }

  @Test
  void aReadingMeetsItsBarByRatioAndByItself() {
    Comparison.ReadingLine line = new Comparison.ReadingLine("restart", "s", 6, 2.9);
    assertEquals("", new Bars.ReadingBar(0.5, 3).missed(line));
    assertEquals("missed", new Bars.ReadingBar(0.4, 3).missed(line));
    assertEquals("missed", new Bars.ReadingBar(0.5, 2.9).missed(line));
  }

  @Test
  void everyRowOfOneMemberHasABarBesideEtcdAndNoneBesideItself() {
    Bars bars = Bars.beside(new Subject("etcd", "etcd 3.4.23"), 1);
    for (Row row : Row.ALONE) {
      assertTrue(bars.rows().containsKey(row.id()), row.id());
    }
    assertEquals(Bars.NONE, Bars.beside(new Subject("balsa", "balsa 3.7.0"), 1));
  }
}
