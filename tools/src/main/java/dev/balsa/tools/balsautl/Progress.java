package dev.balsa.tools.balsautl;

import dev.balsa.tools.output.Sizes;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Says on the error output how far long work has come; nothing for a short one. Somebody who looks
 * sees a bar that grows, a file gets a line now and then:
 *
 * <pre>
 *   importing  [#########---------------]  38%  1,146,880 of 3,000,003 revisions, 9 s left
 *   importing: 1,146,880 of 3,000,003 revisions (38%), 9 s left
 * </pre>
 *
 * <p>Where nobody knows how much there is to do, it says how much was done, and how fast. One
 * thread uses it.
 */
final class Progress implements LongConsumer, AutoCloseable {

  static final String BYTES = "bytes";
  static final String SECONDS = "s";

  private static final long FIRST_NANOS = 1_000_000_000L;
  private static final long BAR_INTERVAL_NANOS = 200_000_000L;
  private static final long LINE_INTERVAL_NANOS = 5_000_000_000L;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final int SECONDS_PER_MINUTE = 60;
  private static final int PERCENT = 100;
  private static final int BAR_CELLS = 24;
  private static final int LINE_WIDTH = 100;

  private final PrintWriter err;
  private final boolean terminal;
  private final LongSupplier nanoTime;
  private final String work;
  private final String unit;
  private final long beginNanos;
  private long total;
  private long done;
  private long nextNanos;
  private boolean shown;

  /**
   * @param work what is done, one word
   * @param unit what is counted; {@link #BYTES} are told in kB, MB and so on; {@link #SECONDS} have
   *     no pace
   * @param total how much there is to do; 0 if nobody knows
   */
  Progress(PrintWriter err, String work, String unit, long total) {
    this(err, Boolean.getBoolean("balsa.terminal.err"), System::nanoTime, work, unit, total);
  }

  Progress(
      PrintWriter err,
      boolean terminal,
      LongSupplier nanoTime,
      String work,
      String unit,
      long total) {
    this.err = err;
    this.terminal = terminal;
    this.nanoTime = nanoTime;
    this.work = work;
    this.unit = unit;
    this.total = total;
    this.beginNanos = nanoTime.getAsLong();
    this.nextNanos = beginNanos + FIRST_NANOS;
  }

  /** How much there is to do is known now, at least about; 0 if it is not. */
  Progress outOf(long aboutTotal) {
    total = aboutTotal;
    return this;
  }

  /** So much is done. */
  @Override
  public void accept(long doneSoFar) {
    done = doneSoFar;
    long now = nanoTime.getAsLong();
    if (now - nextNanos < 0) {
      return;
    }
    nextNanos = now + (terminal ? BAR_INTERVAL_NANOS : LINE_INTERVAL_NANOS);
    shown = true;
    double seconds = (now - beginNanos) / NANOS_PER_SECOND;
    if (terminal) {
      err.print("\r" + padded(bar() + amount() + outlook(seconds)));
    } else {
      err.println(work + ": " + amount() + share() + outlook(seconds));
    }
    err.flush();
  }

  /** The work has come to its end, or has failed: what is printed next stands in its own line. */
  @Override
  public void close() {
    if (shown && terminal) {
      err.println("\r" + padded(bar() + amount() + took()));
      err.flush();
    }
  }

  private String bar() {
    if (total <= 0) {
      return String.format(Locale.ROOT, "%-13s ", work);
    }
    int full = (int) (Math.min(done, total) * BAR_CELLS / total);
    return String.format(
        Locale.ROOT,
        "%-13s [%s%s] %3d%%  ",
        work,
        "#".repeat(full),
        "-".repeat(BAR_CELLS - full),
        percent());
  }

  private long percent() {
    return Math.min(done, total) * PERCENT / total;
  }

  private String share() {
    return total > 0 ? " (" + percent() + "%)" : "";
  }

  private String amount() {
    if (unit.equals(BYTES)) {
      return Sizes.text(done) + (total > 0 ? " of " + Sizes.text(total) : "");
    }
    return total > 0
        ? String.format(Locale.ROOT, "%,d of %,d %s", done, Math.max(done, total), unit)
        : String.format(Locale.ROOT, "%,d %s", done, unit);
  }

  /** How long it will take at this pace, or, where nobody knows, the pace. */
  private String outlook(double seconds) {
    if (done <= 0 || unit.equals(SECONDS) || (total > 0 && done >= total)) {
      return "";
    }
    if (total > 0) {
      return ", " + duration(seconds * (total - done) / done) + " left";
    }
    double pace = done / Math.max(seconds, 1 / NANOS_PER_SECOND);
    return unit.equals(BYTES)
        ? ", " + Sizes.text((long) pace) + "/s"
        : String.format(Locale.ROOT, ", %,.0f/s", pace);
  }

  private String took() {
    if (unit.equals(SECONDS)) {
      return "";
    }
    return " in " + duration((nanoTime.getAsLong() - beginNanos) / NANOS_PER_SECOND);
  }

  private static String duration(double seconds) {
    long whole = Math.max(1, Math.round(seconds));
    return whole < 2 * SECONDS_PER_MINUTE ? whole + " s" : whole / SECONDS_PER_MINUTE + " min";
  }

  /** What stood in the line before is written over. */
  private static String padded(String text) {
    return text.length() >= LINE_WIDTH ? text : text + " ".repeat(LINE_WIDTH - text.length());
  }
}
