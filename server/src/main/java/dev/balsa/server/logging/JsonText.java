package dev.balsa.server.logging;

import java.nio.file.Path;
import java.time.Duration;

/** Writes values as JSON. */
final class JsonText {

  private static final String HEX = "0123456789abcdef";

  private JsonText() {}

  /** Appends any value: numbers, truth values and lists as such, everything else as its text. */
  static void value(StringBuilder out, Object value) {
    if (value == null) {
      out.append("null");
    } else if (value instanceof Boolean || isWhole(value)) {
      out.append(value);
    } else if (value instanceof Double number && Double.isFinite(number)) {
      out.append(number.doubleValue());
    } else if (value instanceof Duration duration) {
      string(
          out,
          duration.toNanos() % 1_000_000_000 == 0 ? duration.toSeconds() + "s" : millis(duration));
    } else if (value instanceof Iterable<?> list && !(value instanceof Path)) {
      list(out, list);
    } else {
      string(out, value.toString());
    }
  }

  private static boolean isWhole(Object value) {
    return value instanceof Long
        || value instanceof Integer
        || value instanceof Short
        || value instanceof Byte;
  }

  private static String millis(Duration duration) {
    long micros = duration.toNanos() / 1_000;
    return micros % 1_000 == 0 ? micros / 1_000 + "ms" : micros / 1_000.0 + "ms";
  }

  private static void list(StringBuilder out, Iterable<?> list) {
    out.append('[');
    String separator = "";
    for (Object each : list) {
      out.append(separator);
      value(out, each);
      separator = ",";
    }
    out.append(']');
  }

  /** Appends a string in quotes; what would break a line or a terminal is escaped. */
  static void string(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < 0x20 || c == 0x7f || (Character.isSurrogate(c) && !isPaired(text, i))) {
            out.append("\\u").append(hex4(c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  private static boolean isPaired(String text, int i) {
    return Character.isHighSurrogate(text.charAt(i))
        ? i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))
        : i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
  }

  private static String hex4(char c) {
    return ""
        + HEX.charAt(c >> 12)
        + HEX.charAt(c >> 8 & 15)
        + HEX.charAt(c >> 4 & 15)
        + HEX.charAt(c & 15);
  }
}
