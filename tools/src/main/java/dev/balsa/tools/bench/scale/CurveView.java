package dev.balsa.tools.bench.scale;

import dev.balsa.tools.bench.plot.LinePlot;
import dev.balsa.tools.bench.plot.Svg;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One curve to look at: plots, and the same in figures. */
record CurveView(Curve curve, Points points, List<String> servers) {
  private static final List<String> COLORS = List.of("#0b7285", "#e8590c", "#6741d9", "#2b8a3e");
  private static final long KIBIBYTE = 1 << 10;
  private static final long MEBIBYTE = 1 << 20;

  /** Plots, side by side. The first server has full lines, the others dashed ones. */
  Svg plots() {
    List<LinePlot.Panel> panels = new ArrayList<>();
    for (Quantity quantity : curve.quantities()) {
      panels.add(new LinePlot.Panel(quantity.words(), lines(quantity)));
    }
    return LinePlot.draw(curve.axis(), at -> label((long) at), panels);
  }

  private List<LinePlot.Line> lines(Quantity quantity) {
    List<LinePlot.Line> lines = new ArrayList<>();
    List<String> loads = points.loads(curve);
    for (int i = 0; i < loads.size(); i++) {
      for (String server : servers) {
        List<Point> found =
            points.of(curve, server, loads.get(i)).stream()
                .filter(point -> quantity.of(point) > 0)
                .toList();
        if (!found.isEmpty()) {
          lines.add(
              new LinePlot.Line(
                  loads.get(i) + ", " + server,
                  COLORS.get(i % COLORS.size()),
                  !server.equals(servers.get(0)),
                  found.stream().mapToDouble(Point::at).toArray(),
                  found.stream().mapToDouble(quantity::of).toArray()));
        }
      }
    }
    return lines;
  }

  /** The heads of the table's columns. */
  List<String> heads() {
    List<String> heads = new ArrayList<>(List.of(curve.axis()));
    for (String load : points.loads(curve)) {
      for (String server : servers) {
        heads.add(load + ", " + server + ", /s");
        heads.add("p99 ms");
        heads.add("CPU µs");
      }
    }
    return heads;
  }

  /** The rows of the table, one for each place on the axis. */
  List<List<String>> rows() {
    List<List<String>> rows = new ArrayList<>();
    for (long at : points.places(curve)) {
      List<String> row = new ArrayList<>(List.of(label(at)));
      for (String load : points.loads(curve)) {
        for (String server : servers) {
          Optional<Point> point =
              points.of(curve, server, load).stream().filter(each -> each.at() == at).findFirst();
          row.add(point.map(CurveView::rate).orElse(""));
          row.add(point.map(each -> number("%,.2f", each.p99())).orElse(""));
          row.add(point.map(each -> number("%,.1f", each.serverMicros())).orElse(""));
        }
      }
      rows.add(row);
    }
    return rows;
  }

  private static String rate(Point point) {
    String rate = number(point.perSecond() < 100 ? "%,.1f" : "%,.0f", point.perSecond());
    return point.failed() == 0 ? rate : rate + " (" + point.failed() + " failed)";
  }

  private String label(long at) {
    if (curve instanceof ValueSizeCurve && at >= KIBIBYTE) {
      return at >= MEBIBYTE ? at / MEBIBYTE + " MiB" : at / KIBIBYTE + " KiB";
    }
    if (at >= 1_000_000) {
      return at / 1_000_000 + "M";
    }
    return at >= 10_000 ? at / 1_000 + "k" : String.format(Locale.ROOT, "%,d", at);
  }

  private static String number(String format, double value) {
    return Double.isNaN(value) ? "" : String.format(Locale.ROOT, format, value);
  }
}
