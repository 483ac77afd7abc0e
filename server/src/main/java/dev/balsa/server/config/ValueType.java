package dev.balsa.server.config;

import java.util.function.Function;

/**
 * How the text after a flag becomes a value.
 *
 * @param placeholder what stands for the value in the help, such as {@code MS}; empty for a switch
 * @param parser turns text into the value, or throws IllegalArgumentException with what would have
 *     been right
 */
record ValueType<T>(String placeholder, Function<String, T> parser) {

  /** Whether the bare flag means {@code true}. */
  boolean isSwitch() {
    return placeholder.isEmpty();
  }

  T parse(String text) {
    return parser.apply(text);
  }
}
