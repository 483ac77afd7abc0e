package dev.balsa.jepsen.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Whether a row of samples is flat, once it has warmed up.
 *
 * @param flat true if it is
 * @param lines what to tell
 */
record Verdict(boolean flat, List<String> lines) {

  /** How much the last third may lie above the one before. */
  private static final double GROWTH_MAX = 0.05;

  private static final long SPARE_BYTES = 8 << 20;
  private static final long SPARE_COUNT = 8;
  private static final double SECONDS_PER_HOUR = 3600;

  /** Judges samples in the order of time; fewer than six tell nothing. */
  static Verdict of(List<Sample> samples) {
    if (samples.size() < 6) {
      return new Verdict(false, List.of("too short to say: at least five minutes are needed"));
    }
    int third = samples.size() / 3;
    List<Sample> middle = samples.subList(third, samples.size() - third);
    List<Sample> last = samples.subList(samples.size() - third, samples.size());
    List<Sample> warm = samples.subList(third, samples.size());
    List<String> lines = new ArrayList<>();
    lines.add(Sample.HEADINGS);
    lines.add(samples.get(0).row() + "  start");
    lines.add(samples.get(samples.size() / 2).row() + "  middle");
    lines.add(samples.get(samples.size() - 1).row() + "  end");
    boolean flat = bytes("RSS", Sample::rssBytes, middle, last, warm, lines);
    flat &= bytes("old generation", Sample::oldBytes, middle, last, warm, lines);
    flat &= count("open files", Sample::files, middle, last, lines);
    flat &= count("threads", Sample::threads, middle, last, lines);
    lines.add(flat ? "flat" : "NOT FLAT");
    return new Verdict(flat, lines);
  }

  private static boolean bytes(
      String what,
      ToLongFunction<Sample> figure,
      List<Sample> middle,
      List<Sample> last,
      List<Sample> warm,
      List<String> lines) {
    long before = median(figure, middle);
    long after = median(figure, last);
    lines.add(
        "%s: median %.1f MiB in the middle third, %.1f MiB in the last; %+.1f MiB an hour"
            .formatted(
                what,
                Sample.mebibytes(before),
                Sample.mebibytes(after),
                slope(figure, warm) * SECONDS_PER_HOUR / (1 << 20)));
    return after <= before * (1 + GROWTH_MAX) + SPARE_BYTES;
  }

  private static boolean count(
      String what,
      ToLongFunction<Sample> figure,
      List<Sample> middle,
      List<Sample> last,
      List<String> lines) {
    long before = median(figure, middle);
    long after = median(figure, last);
    lines.add("%s: median %d in the middle third, %d in the last".formatted(what, before, after));
    return after <= before + SPARE_COUNT;
  }

  private static long median(ToLongFunction<Sample> figure, List<Sample> samples) {
    return samples.stream()
        .mapToLong(figure)
        .sorted()
        .skip(samples.size() / 2)
        .findFirst()
        .orElse(0);
  }

  /** Least squares, by the second. */
  private static double slope(ToLongFunction<Sample> figure, List<Sample> samples) {
    double meanX = samples.stream().mapToLong(Sample::seconds).average().orElse(0);
    double meanY = samples.stream().mapToLong(figure).average().orElse(0);
    double together = 0;
    double square = 0;
    for (Sample sample : samples) {
      double x = sample.seconds() - meanX;
      together += x * (figure.applyAsLong(sample) - meanY);
      square += x * x;
    }
    return square == 0 ? 0 : together / square;
  }
}
