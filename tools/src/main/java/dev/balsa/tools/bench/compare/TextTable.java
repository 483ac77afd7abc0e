package dev.balsa.tools.bench.compare;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The result as lines of Markdown, which read well in a terminal too. */
final class TextTable {
  private TextTable() {}

  static String of(Comparison comparison) {
    StringBuilder text = new StringBuilder();
    text.append(
        row(
            "%-36s",
            List.of(
                "load",
                "A /s",
                "B /s",
                "B/A",
                "pairs",
                "CPU A µs",
                "CPU B µs",
                "B/A",
                "p99 A ms",
                "p99 B ms",
                "errors",
                "bar",
                "")));
    text.append("|---|--:|--:|--:|:--|--:|--:|--:|--:|--:|--:|:--|:--|\n");
    for (Comparison.Line line : comparison.lines()) {
      List<String> bar = comparison.bars().cells(line);
      text.append(
          row(
              "%-36s",
              List.of(
                  line.row().name(),
                  number("%,.0f", line.a().perSecond()),
                  number("%,.0f", line.b().perSecond()),
                  line.row().isPaced() ? "age " + times(line.ratio()) : times(line.ratio()),
                  line.ratios().stream().map(TextTable::times).collect(Collectors.joining(" ")),
                  number("%.1f", line.a().serverMicros()),
                  number("%.1f", line.b().serverMicros()),
                  number("%.2f", line.cpuRatio()),
                  number("%.2f", line.a().p99()),
                  number("%.2f", line.b().p99()),
                  number("%,.0f", (double) line.failed()),
                  bar.get(0),
                  bar.get(1))));
    }
    List<Comparison.ReadingLine> readings = comparison.readings();
    if (!readings.isEmpty()) {
      text.append('\n').append(row("%-48s", List.of("", "A", "B", "B/A", "bar", "")));
      text.append("|---|--:|--:|--:|:--|:--|\n");
      for (Comparison.ReadingLine reading : readings) {
        List<String> bar = comparison.bars().cells(reading);
        text.append(
            row(
                "%-48s",
                List.of(
                    reading.name() + ", " + reading.unit(),
                    number("%,.2f", reading.a()),
                    number("%,.2f", reading.b()),
                    number("%.2f", reading.b() / reading.a()),
                    bar.get(0),
                    bar.get(1))));
      }
    }
    return text.toString();
  }

  private static String row(String first, List<String> cells) {
    StringBuilder line =
        new StringBuilder("| ").append(String.format(Locale.ROOT, first, cells.get(0)));
    for (String cell : cells.subList(1, cells.size())) {
      line.append(" | ").append(String.format(Locale.ROOT, "%8s", cell));
    }
    return line.append(" |\n").toString();
  }

  static String times(double ratio) {
    return number(ratio < 10 ? "%.2f" : "%.1f", ratio);
  }

  static String number(String format, double value) {
    return Double.isNaN(value) ? "" : String.format(Locale.ROOT, format, value);
  }
}
