package dev.balsa.tools.bench.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Where a quantity stands on a logarithmic axis.
 *
 * @param low the least that is shown
 * @param high the most that is shown, above {@code low}
 * @param from where the least stands
 * @param to where the most stands
 */
record LogScale(double low, double high, double from, double to) {
  private static final double[] WITHIN_DECADE = {1, 2, 5};
  private static final int TICKS_MAX = 9;
  private static final double THOUSAND = 1e3;
  private static final double MILLION = 1e6;

  /** The scale that shows all values, from one round number to another. */
  static LogScale around(double least, double most, double from, double to) {
    double low = Math.pow(10, Math.floor(Math.log10(least)));
    double high = Math.pow(10, Math.ceil(Math.log10(most)));
    low = low * 5 <= least ? low * 5 : low * 2 <= least ? low * 2 : low;
    high = high / 5 >= most ? high / 5 : high / 2 >= most ? high / 2 : high;
    return new LogScale(low, high > low ? high : low * 10, from, to);
  }

  double place(double value) {
    return from + (to - from) * Math.log(value / low) / Math.log(high / low);
  }

  /** Round numbers along the axis: 1, 2, 5 of each decade, or its beginning where that is many. */
  List<Double> ticks() {
    List<Double> fine = ticks(WITHIN_DECADE);
    return fine.size() <= TICKS_MAX ? fine : ticks(new double[] {1});
  }

  private List<Double> ticks(double[] steps) {
    List<Double> ticks = new ArrayList<>();
    for (double decade = Math.pow(10, Math.floor(Math.log10(low)));
        decade <= high * 1.001;
        decade *= 10) {
      for (double step : steps) {
        if (decade * step >= low * 0.999 && decade * step <= high * 1.001) {
          ticks.add(decade * step);
        }
      }
    }
    return ticks;
  }

  /** A round number in as few letters as it takes. */
  static String label(double value) {
    if (value >= MILLION * 0.999) {
      return number(value / MILLION) + "M";
    }
    return value >= THOUSAND * 0.999 ? number(value / THOUSAND) + "k" : number(value);
  }

  private static String number(double value) {
    String text = String.format(Locale.ROOT, value < 0.95 ? "%.3f" : "%.1f", value);
    return text.contains(".") ? text.replaceFirst("\\.?0+$", "") : text;
  }
}
