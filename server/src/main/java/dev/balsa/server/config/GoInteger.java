package dev.balsa.server.config;

import java.math.BigInteger;
import java.util.regex.Pattern;

/**
 * Whole numbers as Go's flags take them: decimal, {@code 0x10}, {@code 0o17} or {@code 017}, {@code
 * 0b11}, and {@code 1_000}.
 */
final class GoInteger {

  private static final Pattern SHAPE =
      Pattern.compile(
          "[+-]?(0[xX]_?[0-9a-fA-F]+(_[0-9a-fA-F]+)*|0[oO]_?[0-7]+(_[0-7]+)*|0[bB]_?[01]+(_[01]+)*|[0-9]+(_[0-9]+)*)");

  private GoInteger() {}

  /**
   * Reads a number within bounds.
   *
   * @throws IllegalArgumentException if it is none or outside of them
   */
  static long parse(String text, long min, long max) {
    if (SHAPE.matcher(text).matches()) {
      String digits = text.replace("_", "").toLowerCase(java.util.Locale.ROOT);
      boolean negative = digits.startsWith("-");
      digits = digits.startsWith("-") || digits.startsWith("+") ? digits.substring(1) : digits;
      try {
        BigInteger number = magnitude(digits);
        BigInteger value = negative ? number.negate() : number;
        if (value.compareTo(BigInteger.valueOf(min)) >= 0
            && value.compareTo(BigInteger.valueOf(max)) <= 0) {
          return value.longValueExact();
        }
      } catch (NumberFormatException e) { // 089: the leading zero makes it octal
        throw new IllegalArgumentException(expectation(min, max), e);
      }
    }
    throw new IllegalArgumentException(expectation(min, max));
  }

  private static BigInteger magnitude(String digits) {
    if (digits.startsWith("0x")) {
      return new BigInteger(digits.substring(2), 16);
    }
    if (digits.startsWith("0o")) {
      return new BigInteger(digits.substring(2), 8);
    }
    if (digits.startsWith("0b")) {
      return new BigInteger(digits.substring(2), 2);
    }
    return digits.startsWith("0") ? new BigInteger(digits, 8) : new BigInteger(digits);
  }

  private static String expectation(long min, long max) {
    return "expected a whole number from " + min + " to " + max;
  }
}
