package dev.balsa.tools.output;

import java.util.Locale;

/** Sizes for people, rounded as etcd's tools round them: 90 kB, 1.1 MB. */
public final class Sizes {

  private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};
  private static final double STEP = 1000;

  private Sizes() {}

  /** A number of bytes, such as 25 kB. */
  public static String text(long bytes) {
    if (bytes < 10) {
      return bytes + " B";
    }
    int unit = 0;
    double value = bytes;
    while (value >= STEP) {
      value /= STEP;
      unit++;
    }
    double rounded = Math.floor(value * 10 + 0.5) / 10;
    return String.format(Locale.ROOT, rounded < 10 ? "%.1f %s" : "%.0f %s", rounded, UNITS[unit]);
  }
}
