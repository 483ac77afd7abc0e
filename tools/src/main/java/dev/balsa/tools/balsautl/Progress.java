package dev.balsa.tools.balsautl;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.LongConsumer;

/**
 * Says on the error output how far long work has come: nothing for a short one, then now and then.
 */
final class Progress implements LongConsumer {

  private static final long INTERVAL_NANOS = 2_000_000_000L;
  private static final int PERCENT = 100;

  private final PrintWriter err;
  private final String work;
  private final String unit;
  private final long total;
  private long nextNanos = System.nanoTime() + INTERVAL_NANOS;

  /**
   * @param total how much there is to do; 0 if nobody knows
   */
  Progress(PrintWriter err, String work, String unit, long total) {
    this.err = err;
    this.work = work;
    this.unit = unit;
    this.total = total;
  }

  @Override
  public void accept(long done) {
    long now = System.nanoTime();
    if (now - nextNanos < 0) {
      return;
    }
    nextNanos = now + INTERVAL_NANOS;
    String share =
        total > 0 ? String.format(" (%d%%)", Math.min(PERCENT, done * PERCENT / total)) : "";
    err.println(String.format(Locale.ROOT, "%s: %,d %s%s", work, done, unit, share));
    err.flush();
  }
}
