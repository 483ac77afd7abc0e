package dev.balsa.tools.bench.scale;

import java.util.List;
import java.util.Locale;

/**
 * One figure of a curve.
 *
 * @param curve the curve's id
 * @param server what the server says it is
 * @param load what was asked of it
 * @param at where on the axis
 * @param perSecond successes a second
 * @param p50 half of them took no longer, in milliseconds
 * @param p99 99 % took no longer, in milliseconds
 * @param serverMicros the server's processor time for each, in microseconds
 * @param residentMebibytes the server's memory at the end
 * @param failed how many failed
 */
record Point(
    String curve,
    String server,
    String load,
    long at,
    double perSecond,
    double p50,
    double p99,
    double serverMicros,
    double residentMebibytes,
    long failed) {
  private static final int FIELDS = 10;

  /** One line of the file: the fields, tabs between them. */
  String line() {
    return String.format(
        Locale.ROOT,
        "%s\t%s\t%s\t%d\t%.2f\t%.4f\t%.4f\t%.2f\t%.1f\t%d",
        curve,
        server,
        load,
        at,
        perSecond,
        p50,
        p99,
        serverMicros,
        residentMebibytes,
        failed);
  }

  /**
   * Reads what {@link #line} wrote.
   *
   * @throws IllegalArgumentException if it is something else
   */
  static Point of(String line) {
    List<String> fields = List.of(line.split("\t", -1));
    if (fields.size() != FIELDS) {
      throw new IllegalArgumentException("not a line of figures: " + line);
    }
    return new Point(
        fields.get(0),
        fields.get(1),
        fields.get(2),
        Long.parseLong(fields.get(3)),
        Double.parseDouble(fields.get(4)),
        Double.parseDouble(fields.get(5)),
        Double.parseDouble(fields.get(6)),
        Double.parseDouble(fields.get(7)),
        Double.parseDouble(fields.get(8)),
        Long.parseLong(fields.get(9)));
  }

  /** Whether the other one is the same figure, measured at another time. */
  boolean replaces(Point other) {
    return curve.equals(other.curve) && server.equals(other.server);
  }
}
