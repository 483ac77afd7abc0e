package dev.balsa.tools.bench;

import dev.balsa.tools.bench.load.Progress;
import java.io.PrintWriter;
import java.util.Locale;

/** How far a load has come, on one line of the terminal that is written over. */
final class ProgressLine implements Progress {
  private static final int WIDTH = 78;

  private final PrintWriter err;
  private final String name;
  private boolean written;

  ProgressLine(PrintWriter err, String name) {
    this.err = err;
    this.name = name;
  }

  @Override
  public void report(String phase, double secondsLeft, double perSecond) {
    String left = secondsLeft < 0 ? "" : String.format(Locale.ROOT, ", %.0f s left", secondsLeft);
    show(String.format(Locale.ROOT, "%s: %s, %,.0f/s%s", name, phase, perSecond, left));
  }

  private void show(String text) {
    String cut = text.length() > WIDTH ? text.substring(0, WIDTH) : text;
    err.print("\r" + cut + " ".repeat(WIDTH - cut.length()));
    err.flush();
    written = true;
  }

  /** Makes the line empty again. */
  void clear() {
    if (written) {
      err.print("\r" + " ".repeat(WIDTH) + "\r");
      err.flush();
    }
  }
}
