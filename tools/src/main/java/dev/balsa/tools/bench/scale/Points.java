package dev.balsa.tools.bench.scale;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** All figures that there are, and the file that keeps them: one figure a line. */
final class Points {
  private static final String COMMENT = "# ";

  private final List<Point> all = new ArrayList<>();

  /** The machine, and how it was measured; null if nothing was yet. */
  private String origin;

  /** What a file has; nothing if there is no file. */
  static Points read(Path file) throws IOException {
    Points points = new Points();
    if (file != null && Files.exists(file)) {
      for (String line : Files.readAllLines(file)) {
        if (line.startsWith(COMMENT)) {
          points.origin = line.substring(COMMENT.length());
        } else if (!line.isBlank()) {
          points.all.add(Point.of(line));
        }
      }
    }
    return points;
  }

  /** Writes them; null is no file. */
  void write(Path file) throws IOException {
    if (file != null) {
      List<String> lines = new ArrayList<>();
      lines.add(COMMENT + origin);
      all.forEach(point -> lines.add(point.line()));
      Files.write(file, lines);
    }
  }

  /** Says where figures come from. */
  void measuredOn(String newOrigin) {
    origin = newOrigin;
  }

  String origin() {
    return Objects.requireNonNullElse(origin, "");
  }

  /** Takes new figures of one curve and server in the place of older ones. */
  void replace(List<Point> fresh) {
    all.removeIf(old -> fresh.stream().anyMatch(point -> point.replaces(old)));
    all.addAll(fresh);
  }

  /** The servers that were measured, a given one first. */
  List<String> servers(String first) {
    List<String> servers = new ArrayList<>();
    all.stream()
        .map(Point::server)
        .distinct()
        .forEach(server -> servers.add(server.equals(first) ? 0 : servers.size(), server));
    return servers;
  }

  /** The loads of a curve, in the order in which they were measured. */
  List<String> loads(Curve curve) {
    return all.stream()
        .filter(point -> point.curve().equals(curve.id()))
        .map(Point::load)
        .distinct()
        .toList();
  }

  /** The places of a curve at which something was measured, in rising order. */
  List<Long> places(Curve curve) {
    return all.stream()
        .filter(point -> point.curve().equals(curve.id()))
        .map(Point::at)
        .distinct()
        .sorted()
        .toList();
  }

  /** The figures of one load on one server, in rising order. */
  List<Point> of(Curve curve, String server, String load) {
    return all.stream()
        .filter(
            point ->
                point.curve().equals(curve.id())
                    && point.server().equals(server)
                    && point.load().equals(load))
        .sorted(java.util.Comparator.comparingLong(Point::at))
        .toList();
  }
}
