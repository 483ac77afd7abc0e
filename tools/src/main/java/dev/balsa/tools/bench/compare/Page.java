package dev.balsa.tools.bench.compare;

import dev.balsa.tools.bench.plot.Svg;
import java.util.List;
import java.util.stream.Collectors;

/** The result as one HTML page that needs nothing but itself. */
final class Page {
  private static final String STYLE =
      """
      body{font:15px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#1b2a33}
      table{border-collapse:collapse;margin:1rem 0}th,td{padding:.25rem .6rem;border-bottom:1px solid #d5dde1;text-align:right}
      th:first-child,td:first-child{text-align:left}code{background:#eef2f4;padding:.1rem .3rem}svg{max-width:100%}
      .met{color:#2b8a3e;font-weight:600}.missed{color:#c92a2a;font-weight:600}
      """;

  private final Subject a;
  private final Subject b;
  private final Comparison comparison;
  private final String how;

  /** Makes a page; {@code how} is the command that repeats it. */
  Page(Subject a, Subject b, Comparison comparison, String how) {
    this.a = a;
    this.b = b;
    this.comparison = comparison;
    this.how = how;
  }

  String html(String machine) {
    StringBuilder page =
        new StringBuilder("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">");
    page.append("<title>")
        .append(Svg.escaped(a.version() + " and " + b.version()))
        .append("</title>");
    page.append("<style>").append(STYLE).append("</style></head><body><h1>A: ");
    page.append(Svg.escaped(a.version()))
        .append(", B: ")
        .append(Svg.escaped(b.version()))
        .append("</h1>");
    paragraph(page, machine + ".");
    paragraph(
        page,
        "The same load on both in turn, A B A B, fresh processes on fresh directories on disk;"
            + " medians of "
            + comparison.pairs()
            + " pairs. A ratio is B by A within a pair; of a load with a fixed rate it is A's p99"
            + " by B's. CPU is the processor time of all server processes for an operation. The bar"
            + " is what B is meant to reach: the ratio, and its CPU by A's.");
    page.append("<p>Repeat it: <code>").append(Svg.escaped(how)).append("</code></p>");
    table(page);
    readings(page);
    List<Comparison.Line> lines = comparison.lines();
    chart(page, "Throughput, B by A (each dot is a pair)", lines, Comparison.Line::ratios);
    chart(
        page,
        "Server CPU an operation, B by A (less is better)",
        lines,
        Comparison.Line::cpuRatios);
    page.append("<h2>Latency, p50 and p99 in milliseconds</h2>").append(BarChart.latencies(lines));
    return page.append("</body></html>\n").toString();
  }

  private static void chart(
      StringBuilder page,
      String title,
      List<Comparison.Line> lines,
      java.util.function.Function<Comparison.Line, List<Double>> values) {
    page.append("<h2>")
        .append(Svg.escaped(title))
        .append("</h2>")
        .append(BarChart.ratios(lines, values));
  }

  private static void paragraph(StringBuilder page, String text) {
    page.append("<p>").append(Svg.escaped(text)).append("</p>");
  }

  private void table(StringBuilder page) {
    cells(
        page.append("<table>"),
        "th",
        List.of(
            "load",
            "A /s",
            "B /s",
            "B/A",
            "pairs",
            "CPU A µs",
            "CPU B µs",
            "CPU B/A",
            "p99 A ms",
            "p99 B ms",
            "errors",
            "bar",
            ""));
    for (Comparison.Line line : comparison.lines()) {
      List<String> bar = comparison.bars().cells(line);
      cells(
          page,
          "td",
          List.of(
              line.row().name(),
              number("%,.0f", line.a().perSecond()),
              number("%,.0f", line.b().perSecond()),
              TextTable.times(line.ratio()),
              line.ratios().stream().map(TextTable::times).collect(Collectors.joining(" ")),
              number("%.1f", line.a().serverMicros()),
              number("%.1f", line.b().serverMicros()),
              number("%.2f", line.cpuRatio()),
              number("%.2f", line.a().p99()),
              number("%.2f", line.b().p99()),
              number("%,.0f", (double) line.failed()),
              bar.get(0),
              bar.get(1)));
    }
    page.append("</table>");
  }

  private void readings(StringBuilder page) {
    List<Comparison.ReadingLine> readings = comparison.readings();
    if (readings.isEmpty()) {
      return;
    }
    cells(page.append("<table>"), "th", List.of("", "A", "B", "B/A", "bar", ""));
    for (Comparison.ReadingLine line : readings) {
      List<String> bar = comparison.bars().cells(line);
      cells(
          page,
          "td",
          List.of(
              line.name() + ", " + line.unit(),
              number("%,.2f", line.a()),
              number("%,.2f", line.b()),
              number("%.2f", line.b() / line.a()),
              bar.get(0),
              bar.get(1)));
    }
    page.append("</table>");
  }

  private static void cells(StringBuilder page, String tag, List<String> cells) {
    page.append("<tr>");
    for (String cell : cells) {
      page.append('<').append(tag).append(look(cell)).append('>').append(Svg.escaped(cell));
      page.append("</").append(tag).append('>');
    }
    page.append("</tr>\n");
  }

  /** A verdict is seen from afar. */
  private static String look(String cell) {
    if (cell.equals("met")) {
      return " class=\"met\"";
    }
    return cell.startsWith("missed") ? " class=\"missed\"" : "";
  }

  private static String number(String format, double value) {
    return TextTable.number(format, value);
  }
}
