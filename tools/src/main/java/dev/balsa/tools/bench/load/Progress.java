package dev.balsa.tools.bench.load;

/** Hears, about once a second, how far a load has come. */
@FunctionalInterface
public interface Progress {
  /** Tells nobody. */
  Progress SILENT = (phase, secondsLeft, perSecond) -> {};

  /**
   * The load is under way.
   *
   * @param phase warm-up, measuring or the like
   * @param secondsLeft until its end; negative if it ends by count
   * @param perSecond successes a second since the last report
   */
  void report(String phase, double secondsLeft, double perSecond);
}
