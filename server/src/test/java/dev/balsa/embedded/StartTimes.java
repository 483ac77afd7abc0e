package dev.balsa.embedded;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * How long starting and stopping takes, the first time and then: a program, not a test, because the
 * machine's other business must not decide whether a build passes.
 */
final class StartTimes {

  private static final int NEXT = 20;
  private static final double NANOS_PER_MILLI = 1e6;

  private StartTimes() {}

  /**
   * Prints the figures.
   *
   * @param args {@code warm}: a member with a port was started and closed before, which loads what
   *     the first start in a JVM spends most of its time on
   */
  public static void main(String[] args) {
    if (List.of(args).contains("warm")) {
      try (EmbeddedBalsa other = EmbeddedBalsa.builder().listen().start()) {
        other.client().kv().put("a", "1").await();
      }
    }
    measure("one member on the heap", EmbeddedBalsa::start);
    measure("three members on the heap", () -> EmbeddedBalsa.builder().members(3).start());
    measure("one member with a port", () -> EmbeddedBalsa.builder().listen().start());
    measure("one breakable member", () -> EmbeddedBalsa.builder().breakable().start());
  }

  private static void measure(String what, Supplier<EmbeddedBalsa> starter) {
    double[] start = new double[NEXT + 1];
    double[] use = new double[NEXT + 1];
    double[] stop = new double[NEXT + 1];
    for (int i = 0; i <= NEXT; i++) {
      long begun = System.nanoTime();
      EmbeddedBalsa balsa = starter.get();
      long started = System.nanoTime();
      balsa.client().kv().put("a", "1").await();
      long used = System.nanoTime();
      balsa.close();
      start[i] = (started - begun) / NANOS_PER_MILLI;
      use[i] = (used - started) / NANOS_PER_MILLI;
      stop[i] = (System.nanoTime() - used) / NANOS_PER_MILLI;
    }
    System.out.printf(
        "%-28s start: first %6.1f ms, then %5.1f   first put: first %6.1f ms, then %5.1f   close:"
            + " first %6.1f ms, then %5.1f%n",
        what, start[0], median(start), use[0], median(use), stop[0], median(stop));
  }

  private static double median(double[] figures) {
    double[] next = Arrays.copyOfRange(figures, 1, figures.length);
    Arrays.sort(next);
    return next[next.length / 2];
  }
}
