package dev.balsa.server.metrics;

import java.math.BigDecimal;

/**
 * Numbers as Go writes them. A bucket's bound is a label, and labels are compared as text: {@code
 * 1.0E-4} and {@code 0.0001} would be two different series.
 */
final class GoNumber {

  /** Go's bounds for writing a number without an exponent, as powers of ten. */
  private static final int MIN_PLAIN_EXPONENT = -4;

  private static final int MAX_PLAIN_EXPONENT = 6;

  private GoNumber() {}

  /**
   * Rewrites a number of Java's.
   *
   * @param java what {@link Double#toString} or Prometheus' library wrote
   */
  static String text(String java) {
    if (!Character.isDigit(java.charAt(java.length() - 1))) {
      return java; // +Inf, NaN
    }
    BigDecimal number = new BigDecimal(java).stripTrailingZeros();
    if (number.signum() == 0) {
      return "0";
    }
    int exponent = number.precision() - number.scale() - 1;
    if (exponent >= MIN_PLAIN_EXPONENT && exponent < MAX_PLAIN_EXPONENT) {
      return number.toPlainString();
    }
    String digits = number.unscaledValue().abs().toString();
    return (number.signum() < 0 ? "-" : "")
        + digits.charAt(0)
        + (digits.length() > 1 ? "." + digits.substring(1) : "")
        + (exponent < 0 ? "e-" : "e+")
        + (Math.abs(exponent) < 10 ? "0" : "")
        + Math.abs(exponent);
  }
}
