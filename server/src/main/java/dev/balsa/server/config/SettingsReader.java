package dev.balsa.server.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Takes settings by name and text, wherever they come from, and knows the names that they had
 * before. One use each; not thread-safe.
 */
final class SettingsReader {

  private final Map<String, Setting<?>> byName = new TreeMap<>();
  private final BalsaConfig.Builder builder = BalsaConfig.builder();
  private final List<String> warnings = new ArrayList<>();

  /** Rows whose lack of effect was told. */
  private final Set<String> told = new TreeSet<>();

  /** What old switches say about gates. */
  private final StringJoiner gates = new StringJoiner(",");

  private String givenGates = "";

  SettingsReader() {
    for (Setting<?> setting : Settings.all()) {
      byName.put(setting.name(), setting);
      setting.aliases().forEach(alias -> byName.put(alias, setting));
    }
  }

  /** The row of a flag of today or before; null if there is none. */
  Setting<?> find(String name) {
    Setting<?> setting = byName.get(name);
    return setting != null ? setting : byName.get(OldNames.withoutExperimental(name));
  }

  /** Whether a flag of this name is taken, with or without effect. */
  boolean isKnown(String name) {
    return find(name) != null || OldNames.gateOf(name) != null || OldNames.isForgotten(name);
  }

  /** Whether a flag of this name needs no value. */
  boolean isSwitch(String name) {
    Setting<?> setting = find(name);
    return OldNames.isSwitch(name) || (setting != null && setting.isSwitch());
  }

  /**
   * Takes a value.
   *
   * @param name a known name
   * @param source what messages call the place it comes from, such as {@code --name}
   */
  void give(String name, String value, String source) {
    String gate = OldNames.gateOf(name);
    Setting<?> setting = find(name);
    if (gate != null) {
      boolean on = read(ValueTypes.bool(), value, source);
      warnings.add(source + " is now --feature-gates=" + gate + "=" + on);
      gates.add(gate + "=" + on);
    } else if (setting == null) {
      warnings.add(source + " is a flag of old versions and has no effect");
    } else {
      if (!name.equals(setting.name())) {
        warnings.add(source + " is now " + setting);
      }
      if (setting.support() == Setting.Support.NO_EFFECT && told.add(setting.name())) {
        warnings.add(setting + " has no effect: there is nothing here that it could tune");
      }
      set(setting, value, source);
    }
  }

  private void set(Setting<?> setting, String value, String source) {
    try {
      builder.parse(setting, value);
    } catch (IllegalArgumentException e) {
      throw invalid(value, source, e);
    }
    if (setting == GuardSettings.FEATURE_GATES) {
      givenGates = value;
    }
  }

  static <T> T read(ValueType<T> type, String value, String source) {
    try {
      return type.parse(value);
    } catch (IllegalArgumentException e) {
      throw invalid(value, source, e);
    }
  }

  private static ConfigException invalid(String value, String source, IllegalArgumentException e) {
    return new ConfigException(
        "invalid value \"" + value + "\" for " + source + ": " + e.getMessage());
  }

  /** Says something that was odd but not wrong. */
  void warn(String sentence) {
    warnings.add(sentence);
  }

  List<String> warnings() {
    return warnings;
  }

  /**
   * What was given, checked as a whole.
   *
   * @throws ConfigException if the settings contradict one another
   */
  BalsaConfig build() {
    if (gates.length() > 0) {
      // What the gates' own flag says about one of them counts: it comes last.
      builder.set(
          GuardSettings.FEATURE_GATES, gates + (givenGates.isEmpty() ? "" : "," + givenGates));
    }
    BalsaConfig config = builder.build();
    if (config.isGiven(MemberSettings.LISTEN_CLIENT_URLS)
        && !config.isGiven(ClusterSettings.ADVERTISE_CLIENT_URLS)) {
      throw new ConfigException(
          "--advertise-client-urls is required when --listen-client-urls is set explicitly");
    }
    return config;
  }

  /** The same mistake with the name that was probably meant. */
  ConfigException withSuggestion(String message) {
    String unknown = message.substring(message.lastIndexOf("--") + 2);
    return byName.keySet().stream()
        .filter(name -> EditDistance.between(name, unknown) <= 1 + unknown.length() / 6)
        .min(
            Comparator.<String>comparingInt(name -> EditDistance.between(name, unknown))
                .thenComparing(name -> name))
        .map(name -> new ConfigException(message + "; did you mean --" + name + "?"))
        .orElseGet(() -> new ConfigException(message + "; --help lists the flags there are"));
  }
}
