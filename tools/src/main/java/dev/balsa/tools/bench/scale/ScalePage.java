package dev.balsa.tools.bench.scale;

import dev.balsa.tools.bench.plot.Svg;
import java.util.Collections;
import java.util.List;

/** All curves as one page that needs nothing but itself, and as Markdown. */
final class ScalePage {
  private static final String STYLE =
      """
      body{font:15px/1.5 system-ui,sans-serif;max-width:79rem;margin:2rem auto;padding:0 1rem;color:#1b2a33;background:#fff}
      table{border-collapse:collapse;margin:1rem 0;font-size:13px}th,td{padding:.2rem .5rem;border-bottom:1px solid #d5dde1;text-align:right}
      th{vertical-align:bottom;font-weight:600}th:first-child,td:first-child{text-align:left}code{background:#eef2f4;padding:.1rem .3rem}
      h2{margin:2.5rem 0 .3rem}.setup{color:#52656f;margin:.2rem 0 .8rem}
      """;

  private final String origin;
  private final List<CurveView> views;

  /** Makes a page of those curves of which there are figures. */
  ScalePage(Points points, List<String> servers) {
    origin = points.origin();
    views =
        Curve.ALL.stream()
            .filter(curve -> !points.places(curve).isEmpty())
            .map(curve -> new CurveView(curve, points, servers))
            .toList();
  }

  List<CurveView> views() {
    return views;
  }

  String html() {
    StringBuilder page =
        new StringBuilder("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">");
    page.append("<title>How it grows</title><style>").append(STYLE).append("</style></head><body>");
    page.append("<h1>How it grows</h1>");
    paragraph(page, "", origin);
    for (CurveView view : views) {
      page.append("<h2>").append(Svg.escaped(view.curve().title())).append("</h2>");
      paragraph(page, " class=\"setup\"", view.curve().setup());
      page.append(view.plots().inPage());
      paragraph(page, "", view.curve().bend());
      table(page, view);
    }
    return page.append("</body></html>\n").toString();
  }

  private static void paragraph(StringBuilder page, String more, String text) {
    page.append("<p").append(more).append('>').append(Svg.escaped(text)).append("</p>\n");
  }

  private static void table(StringBuilder page, CurveView view) {
    page.append("<table>");
    cells(page, "th", view.heads());
    view.rows().forEach(row -> cells(page, "td", row));
    page.append("</table>\n");
  }

  private static void cells(StringBuilder page, String tag, List<String> cells) {
    page.append("<tr>");
    for (String cell : cells) {
      page.append('<').append(tag).append('>').append(Svg.escaped(cell));
      page.append("</").append(tag).append('>');
    }
    page.append("</tr>\n");
  }

  /**
   * The same as Markdown.
   *
   * @param plotsAt where the plots are, seen from the text, with a slash at its end; null if there
   *     are none
   */
  String markdown(String plotsAt) {
    StringBuilder text = new StringBuilder(origin).append("\n");
    for (CurveView view : views) {
      Curve curve = view.curve();
      text.append("\n## ").append(curve.title()).append("\n\n").append(curve.setup());
      text.append("\n\n");
      if (plotsAt != null) {
        text.append("![").append(curve.title()).append("](").append(plotsAt).append(curve.id());
        text.append(".svg)\n\n");
      }
      if (!curve.bend().isEmpty()) {
        text.append(curve.bend()).append("\n\n");
      }
      line(text, view.heads());
      text.append("|--:".repeat(view.heads().size())).append("|\n");
      view.rows().forEach(row -> line(text, row));
    }
    return text.toString();
  }

  private static void line(StringBuilder text, List<String> cells) {
    text.append("| ").append(String.join(" | ", Collections.unmodifiableList(cells)));
    text.append(" |\n");
  }
}
