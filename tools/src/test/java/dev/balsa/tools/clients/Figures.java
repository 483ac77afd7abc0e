package dev.balsa.tools.clients;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * What one turn of one client gave, or the medians of several.
 *
 * @param perSecond answers a second; of watches, events
 * @param cpuMicros processor time of the whole client process for each
 * @param allocatedBytes allocated on the heap by all its threads for each
 */
record Figures(
    double perSecond, double p50Micros, double p99Micros, double cpuMicros, double allocatedBytes) {

  /** As a line between processes. */
  String line() {
    return String.format(
        Locale.ROOT,
        "%.3f %.3f %.3f %.3f %.3f",
        perSecond,
        p50Micros,
        p99Micros,
        cpuMicros,
        allocatedBytes);
  }

  static Figures parse(String line) {
    double[] values = Arrays.stream(line.split(" ", -1)).mapToDouble(Double::parseDouble).toArray();
    return new Figures(values[0], values[1], values[2], values[3], values[4]);
  }

  static Figures medians(List<Figures> turns) {
    return new Figures(
        median(turns, Figures::perSecond),
        median(turns, Figures::p50Micros),
        median(turns, Figures::p99Micros),
        median(turns, Figures::cpuMicros),
        median(turns, Figures::allocatedBytes));
  }

  static <T> double median(List<T> of, ToDoubleFunction<T> value) {
    double[] sorted = of.stream().mapToDouble(value).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
