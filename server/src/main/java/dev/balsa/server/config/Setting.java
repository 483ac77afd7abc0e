package dev.balsa.server.config;

import java.util.List;
import java.util.Locale;

/**
 * One row of the table of settings: a name, a type, a default and a sentence of help.
 *
 * <p>The same row serves the flag ({@code --snapshot-count=5000}), the environment variable ({@code
 * ETCD_SNAPSHOT_COUNT=5000}), the builder ({@code set(MemberSettings.SNAPSHOT_COUNT, 5000L)}) and
 * the help text. Immutable; identity is equality.
 *
 * @param <T> the type of the value
 */
public final class Setting<T> {

  private final String name;
  private final ValueType<T> type;
  private final String defaultText;
  private final T defaultValue;
  private final String help;
  private final List<String> aliases;
  private final Support support;

  /** What giving a value brings about. */
  enum Support {
    /** What the help says. */
    FULL,
    /**
     * Nothing, because there is nothing here that it could tune; accepted so that a start script of
     * etcd works as it is.
     */
    NO_EFFECT
  }

  private Setting(
      String name,
      ValueType<T> type,
      String defaultText,
      String help,
      List<String> aliases,
      Support support) {
    this.name = name;
    this.type = type;
    this.defaultText = defaultText;
    this.defaultValue = type.parse(defaultText);
    this.help = help;
    this.aliases = aliases;
    this.support = support;
  }

  static <T> Setting<T> of(String name, ValueType<T> type, String defaultText, String help) {
    return new Setting<>(name, type, defaultText, help, List.of(), Support.FULL);
  }

  static <T> Setting<T> withoutEffect(String name, ValueType<T> type, String defaultText) {
    return new Setting<>(name, type, defaultText, "", List.of(), Support.NO_EFFECT);
  }

  /** The same setting, also known under names that it had before. */
  Setting<T> formerly(String... names) {
    return new Setting<>(name, type, defaultText, help, List.of(names), support);
  }

  /** The flag without its dashes. */
  public String name() {
    return name;
  }

  /** The environment variable that stands in for the flag. */
  public String variable() {
    return variableOf(name);
  }

  static String variableOf(String flagName) {
    return "ETCD_" + flagName.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  /** The value where nobody gives one. */
  public T defaultValue() {
    return defaultValue;
  }

  String defaultText() {
    return defaultText;
  }

  /** What the setting does, in a sentence. */
  public String help() {
    return help;
  }

  String placeholder() {
    return type.placeholder();
  }

  /** Whether the value is a duration with a unit. */
  boolean isDuration() {
    return type.placeholder().equals("DURATION");
  }

  boolean isSwitch() {
    return type.isSwitch();
  }

  Support support() {
    return support;
  }

  List<String> aliases() {
    return aliases;
  }

  /**
   * Reads a value from text.
   *
   * @throws IllegalArgumentException if the text is no value of this setting; the message says what
   *     would be
   */
  T parse(String text) {
    return type.parse(text);
  }

  @Override
  public String toString() {
    return "--" + name;
  }
}
