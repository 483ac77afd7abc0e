package dev.balsa.tools.bench.scale;

/** What a plot shows of the points. */
enum Quantity {
  PER_SECOND("answered a second"),
  EVENTS_PER_SECOND("events a second"),
  P99("p99, ms"),
  SERVER_MICROS("server CPU for each, µs"),
  RESIDENT("resident memory, MiB"),
  MEBIBYTES_PER_SECOND("MiB of values a second");

  private static final double MEBIBYTE = 1 << 20;

  private final String words;

  Quantity(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }

  double of(Point point) {
    return switch (this) {
      case PER_SECOND, EVENTS_PER_SECOND -> point.perSecond();
      case P99 -> point.p99();
      case SERVER_MICROS -> point.serverMicros();
      case RESIDENT -> point.residentMebibytes();
      case MEBIBYTES_PER_SECOND -> point.perSecond() * point.at() / MEBIBYTE;
    };
  }
}
