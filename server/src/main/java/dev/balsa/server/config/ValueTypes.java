package dev.balsa.server.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/** The types that settings have. */
final class ValueTypes {

  private ValueTypes() {}

  /** Any text. */
  static ValueType<String> text(String placeholder) {
    return new ValueType<>(placeholder, text -> text);
  }

  /** A switch: the bare flag is {@code true}; Go's spellings of both values. */
  static ValueType<Boolean> bool() {
    return new ValueType<>(
        "",
        text ->
            switch (text) {
              case "1", "t", "T", "true", "TRUE", "True" -> true;
              case "0", "f", "F", "false", "FALSE", "False" -> false;
              default -> throw new IllegalArgumentException("expected true or false");
            });
  }

  /** A whole number within bounds. */
  static ValueType<Long> number(String placeholder, long min, long max) {
    return new ValueType<>(placeholder, text -> GoInteger.parse(text, min, max));
  }

  /** How many of something, 0 or more. */
  static ValueType<Long> count() {
    return number("N", 0, Long.MAX_VALUE);
  }

  /** Bytes of something that must fit in memory. */
  static ValueType<Integer> memoryBytes() {
    return new ValueType<>("BYTES", text -> (int) GoInteger.parse(text, 1, 1 << 30));
  }

  /** Milliseconds, given as a bare number, more than none. */
  static ValueType<Duration> millis() {
    return new ValueType<>(
        "MS", text -> Duration.ofMillis(GoInteger.parse(text, 1, Integer.MAX_VALUE)));
  }

  /** A duration with its unit. */
  static ValueType<Duration> duration() {
    return new ValueType<>("DURATION", GoDuration::parse);
  }

  /** URLs with host and port, separated by commas. */
  static ValueType<List<URI>> urls() {
    return new ValueType<>("URL,...", UrlList::parse);
  }

  /** One of a few words. */
  static ValueType<String> oneOf(String... words) {
    List<String> choices = List.of(words);
    return new ValueType<>(
        String.join("|", choices),
        text -> {
          if (!choices.contains(text)) {
            throw new IllegalArgumentException("expected one of " + String.join(", ", choices));
          }
          return text;
        });
  }
}
