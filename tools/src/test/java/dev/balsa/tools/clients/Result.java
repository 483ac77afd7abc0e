package dev.balsa.tools.clients;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One load on both clients.
 *
 * @param a jetcd's turns
 * @param b ours, each right after jetcd's of the same index
 */
record Result(Load load, List<Figures> a, List<Figures> b) {

  /** The first lines of the table, in Markdown. */
  static final String HEADING =
      """
      | load | jetcd /s | ours /s | ratio | pair by pair | p50 µs | p99 µs | client CPU µs | allocated bytes |
      |---|--:|--:|--:|---|--:|--:|--:|--:|
      """;

  /** The rates of ours by those of jetcd, pair by pair. */
  List<Double> ratios() {
    return IntStream.range(0, a.size())
        .mapToObj(pair -> b.get(pair).perSecond() / a.get(pair).perSecond())
        .toList();
  }

  /** How many times as many as jetcd: the middle pair. */
  double ratio() {
    return Figures.median(ratios(), Double::doubleValue);
  }

  String row() {
    Figures their = Figures.medians(a);
    Figures our = Figures.medians(b);
    return String.format(
        Locale.ROOT,
        "| %s | %,.0f | %,.0f | %.2f | %s | %,.0f / %,.0f | %,.0f / %,.0f | %.1f / %.1f | %,.0f /"
            + " %,.0f |%n",
        load,
        their.perSecond(),
        our.perSecond(),
        ratio(),
        ratios().stream()
            .map(each -> String.format(Locale.ROOT, "%.2f", each))
            .collect(Collectors.joining(" ")),
        their.p50Micros(),
        our.p50Micros(),
        their.p99Micros(),
        our.p99Micros(),
        their.cpuMicros(),
        our.cpuMicros(),
        their.allocatedBytes(),
        our.allocatedBytes());
  }
}
