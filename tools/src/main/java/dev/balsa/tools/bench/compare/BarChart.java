package dev.balsa.tools.bench.compare;

import dev.balsa.tools.bench.plot.Svg;
import java.util.List;
import java.util.function.Function;

/** Plots as SVG, on a logarithmic scale: twice as much is as far as half as much. */
final class BarChart {
  private static final int LABEL_WIDTH = 300;
  private static final int PLOT_WIDTH = 620;
  private static final int ROW_HEIGHT = 26;
  private static final int TOP = 24;
  private static final double[] TICKS = {
    0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000
  };
  private static final String COLOR_A = "#8aa0ab";
  private static final String COLOR_B = "#0b7285";

  private final Svg svg;
  private final double low;
  private final double high;

  private BarChart(int rows, double low, double high) {
    this.low = Math.log(low);
    this.high = Math.log(high);
    int height = TOP + rows * ROW_HEIGHT + 8;
    svg = new Svg(LABEL_WIDTH + PLOT_WIDTH + 60, height);
    for (double tick : TICKS) {
      if (tick >= low * 0.999 && tick <= high * 1.001) {
        svg.line(x(tick), TOP, x(tick), height - 4.0, tick == 1 ? Svg.INK : Svg.GRID);
        svg.text(x(tick), TOP - 8.0, "middle", tick < 1 ? "" + tick : "" + (long) tick);
      }
    }
  }

  /** One bar a row for the median, from 1 outwards, and a dot for each pair. */
  static String ratios(
      List<Comparison.Line> lines, Function<Comparison.Line, List<Double>> values) {
    double low = 0.5;
    double high = 2;
    for (Comparison.Line line : lines) {
      for (double value : known(values.apply(line))) {
        low = Math.min(low, tickBelow(value));
        high = Math.max(high, tickAbove(value));
      }
    }
    BarChart chart = new BarChart(lines.size(), low, high);
    for (int i = 0; i < lines.size(); i++) {
      List<Double> known = known(values.apply(lines.get(i)));
      double middle = TOP + i * ROW_HEIGHT + ROW_HEIGHT / 2.0;
      chart.svg.text(LABEL_WIDTH - 12.0, middle + 4, "end", lines.get(i).row().name());
      if (!known.isEmpty()) {
        double median = Comparison.median(known);
        chart.bar(1, median, middle - 7, 14, COLOR_B);
        known.forEach(value -> chart.dot(value, middle));
        chart.svg.text(
            LABEL_WIDTH + PLOT_WIDTH + 8.0, middle + 4, "start", TextTable.times(median));
      }
    }
    return chart.svg.inPage();
  }

  /** Two bars a row, A above B, from p50 to p99. */
  static String latencies(List<Comparison.Line> lines) {
    double low = 1;
    double high = 1;
    for (Comparison.Line line : lines) {
      low = Math.min(low, tickBelow(Math.min(line.a().p50(), line.b().p50())));
      high = Math.max(high, tickAbove(Math.max(line.a().p99(), line.b().p99())));
    }
    BarChart chart = new BarChart(lines.size(), low, high);
    for (int i = 0; i < lines.size(); i++) {
      double top = TOP + i * (double) ROW_HEIGHT;
      Comparison.Line line = lines.get(i);
      chart.svg.text(LABEL_WIDTH - 12.0, top + ROW_HEIGHT / 2.0 + 4, "end", line.row().name());
      chart.bar(line.a().p50(), line.a().p99(), top + 5, 7, COLOR_A);
      chart.bar(line.b().p50(), line.b().p99(), top + 14, 7, COLOR_B);
    }
    return chart.svg.inPage() + "<p>Grey: A. Green: B. A bar goes from p50 to p99.</p>";
  }

  private static List<Double> known(List<Double> values) {
    return values.stream().filter(value -> Double.isFinite(value) && value > 0).toList();
  }

  private static double tickBelow(double value) {
    double found = TICKS[0];
    for (double tick : TICKS) {
      found = tick <= value ? tick : found;
    }
    return found;
  }

  private static double tickAbove(double value) {
    for (double tick : TICKS) {
      if (tick >= value) {
        return tick;
      }
    }
    return TICKS[TICKS.length - 1];
  }

  private double x(double value) {
    double position = (Math.log(Math.max(value, 1e-6)) - low) / (high - low);
    return LABEL_WIDTH + PLOT_WIDTH * Math.max(0, Math.min(1, position));
  }

  private void bar(double from, double to, double y, int height, String color) {
    double left = Math.min(x(from), x(to));
    double width = Math.max(1, Math.abs(x(from) - x(to)));
    svg.bar(left, y, width, height, color);
  }

  private void dot(double value, double y) {
    svg.dot(x(value), y, "#fff", Svg.INK);
  }
}
