package dev.balsa.tools.bench.compare;

import dev.balsa.tools.bench.load.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The turns of both sides, pair by pair, and what follows from them. */
final class Comparison {
  private static final double P50 = 50;
  private static final double P99 = 99;

  /**
   * One line of the result.
   *
   * @param ratios B by A, a number for each pair; of a paced row: A's p99 by B's, so that more is
   *     better here too
   * @param a medians of A: operations a second, CPU in microseconds, p50 and p99 in milliseconds
   * @param b the same of B
   * @param failed how many requests failed, both sides together
   */
  record Line(
      Row row, List<Double> ratios, List<Double> cpuRatios, Medians a, Medians b, long failed) {
    double ratio() {
      return median(ratios);
    }

    double cpuRatio() {
      return median(cpuRatios);
    }
  }

  /** The middle of a side's turns. */
  record Medians(double perSecond, double serverMicros, double p50, double p99) {}

  /**
   * A reading of both sides.
   *
   * @param a A's median
   * @param b B's median
   */
  record ReadingLine(String name, String unit, double a, double b) {}

  private final List<Row> rows;
  private final Bars bars;
  private final List<Turn> a = new ArrayList<>();
  private final List<Turn> b = new ArrayList<>();

  /** With what B is meant to reach. */
  Comparison(List<Row> rows, Bars bars) {
    this.rows = rows;
    this.bars = bars;
  }

  Bars bars() {
    return bars;
  }

  void add(Turn ofA, Turn ofB) {
    a.add(ofA);
    b.add(ofB);
  }

  int pairs() {
    return a.size();
  }

  List<Line> lines() {
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      lines.add(line(i));
    }
    return lines;
  }

  private Line line(int row) {
    List<Double> ratios = new ArrayList<>();
    List<Double> cpu = new ArrayList<>();
    long failed = 0;
    for (int pair = 0; pair < a.size(); pair++) {
      Figures ofA = a.get(pair).rows().get(row);
      Figures ofB = b.get(pair).rows().get(row);
      ratios.add(
          rows.get(row).isPaced()
              ? ofA.millisAt(P99) / ofB.millisAt(P99)
              : ofB.perSecond() / ofA.perSecond());
      cpu.add(ofB.serverMicros() / ofA.serverMicros());
      failed += ofA.failed() + ofB.failed();
    }
    return new Line(rows.get(row), ratios, cpu, medians(a, row), medians(b, row), failed);
  }

  private static Medians medians(List<Turn> turns, int row) {
    return new Medians(
        median(turns, row, Figures::perSecond),
        median(turns, row, Figures::serverMicros),
        median(turns, row, figures -> figures.millisAt(P50)),
        median(turns, row, figures -> figures.millisAt(P99)));
  }

  private static double median(List<Turn> turns, int row, ToDoubleFunction<Figures> value) {
    return median(turns.stream().map(turn -> value.applyAsDouble(turn.rows().get(row))).toList());
  }

  static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  List<ReadingLine> readings() {
    List<ReadingLine> lines = new ArrayList<>();
    for (int i = 0; i < a.get(0).readings().size(); i++) {
      int reading = i;
      Turn.Reading first = a.get(0).readings().get(i);
      lines.add(
          new ReadingLine(
              first.name(),
              first.unit(),
              median(a.stream().map(turn -> turn.readings().get(reading).value()).toList()),
              median(b.stream().map(turn -> turn.readings().get(reading).value()).toList())));
    }
    return lines;
  }
}
