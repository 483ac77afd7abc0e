package dev.balsa.tools.bench.scale;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Figures are kept in a file, and drawn with those of other days. */
final class ScalePageTest {
  private static final String BALSA = "balsa <3>";
  private static final String ETCD = "etcd 3";

  @TempDir Path directory;

  private static Point point(String curve, String server, String load, long at, double perSecond) {
    return new Point(curve, server, load, at, perSecond, 1, 2.5, 10, 100, 0);
  }

  private static Points points() {
    Points points = new Points();
    points.measuredOn("Measured on a machine");
    points.replace(
        List.of(
            point("in-flight", ETCD, "put", 16, 5_000), point("in-flight", ETCD, "put", 1, 500)));
    points.replace(
        List.of(
            point("in-flight", BALSA, "put", 1, 1_000),
            point("in-flight", BALSA, "put", 16, 20_000)));
    points.replace(List.of(point("value-size", BALSA, "put", 1 << 20, 300)));
    return points;
  }

  @Test
  void whatIsMeasuredAgainTakesThePlaceOfWhatWasAndNothingElse() {
    Points points = points();
    points.replace(List.of(point("in-flight", BALSA, "put", 4, 7)));
    assertEquals(List.of(1L, 4L, 16L), points.places(new InFlightCurve()));
    assertEquals(1, points.of(new InFlightCurve(), BALSA, "put").size());
    assertEquals(2, points.of(new InFlightCurve(), ETCD, "put").size());
  }

  @Test
  void theFileKeepsEveryFigureAndWhereItIsFrom() throws IOException {
    Path file = directory.resolve("scale.tsv");
    points().write(file);
    Points read = Points.read(file);
    assertEquals("Measured on a machine", read.origin());
    Path again = directory.resolve("again.tsv");
    read.write(again);
    assertEquals(Files.readString(file), Files.readString(again));
  }

  @Test
  void aFileOfSomethingElseIsRefused() throws IOException {
    Path file = directory.resolve("other.tsv");
    Files.writeString(file, "a\tb\n");
    assertThrows(IllegalArgumentException.class, () -> Points.read(file));
  }

  @Test
  void thePageHasEveryCurveThereIsAndNeedsNothingElse() {
    String page = new ScalePage(points(), points().servers(BALSA)).html();
    assertTrue(page.contains("<h2>Requests under way at a time</h2>"));
    assertTrue(page.contains("<h2>Size of a value</h2>"));
    assertTrue(!page.contains("<h2>Watchers</h2>"), "nothing was measured of them");
    assertTrue(page.contains("balsa &lt;3&gt;"));
    assertTrue(page.contains("stroke-dasharray"), "the other server's line is dashed");
    assertTrue(page.contains(">1 MiB</text>"));
    assertTrue(!page.contains("http"), "nothing is fetched");
  }

  @Test
  void theMarkdownShowsPlotsAndFigures() {
    String text = new ScalePage(points(), points().servers(BALSA)).markdown("plots/");
    assertTrue(text.contains("![Size of a value](plots/value-size.svg)"));
    assertTrue(text.contains("| 16 | 20,000 | 2.50 | 10.0 | 5,000 | 2.50 | 10.0 |"), text);
  }

  @Test
  void aPlotAsAFileIsWholeByItself() {
    CurveView view = new ScalePage(points(), points().servers(BALSA)).views().get(0);
    String svg = view.plots().alone();
    assertTrue(svg.startsWith("<svg xmlns=\"http://www.w3.org/2000/svg\""));
    assertTrue(svg.endsWith("</svg>\n"));
  }

  @Test
  void everyCurveHasAnIdOfItsOwnAndSaysHowItIsMeasuredAndWhyItBends() {
    assertEquals(
        Curve.ALL.size(), Curve.ALL.stream().map(Curve::id).distinct().count(), "ids differ");
    for (Curve curve : Curve.ALL) {
      assertTrue(!curve.setup().isEmpty() && !curve.bend().isEmpty(), curve.id());
      assertTrue(curve.quantities().size() <= 3, curve.id());
    }
  }

  @Test
  void refusalsAreToldFromTimeoutsAndFromTheRest() {
    assertEquals(
        new Refusals(5, 3, 4),
        Refusals.of(
            Map.of(
                "etcdserver: too many requests (code 2)", 5L,
                "etcdserver: request timed out (code 14)", 1L,
                "deadline exceeded (code 4)", 2L,
                "the connection was closed by the server (code -2)", 4L)));
  }
}
