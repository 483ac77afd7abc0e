package dev.balsa.server.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the words after the program's name and the variables around it ask for.
 *
 * @param request what to do
 * @param config how to do it; for help and version the defaults
 * @param warnings what was odd but not wrong, a sentence each
 */
public record CommandLine(Request request, BalsaConfig config, List<String> warnings) {

  /** What to do. */
  public enum Request {
    /** Run the server. */
    SERVE,
    /** Print the help. */
    HELP,
    /** Print the versions. */
    VERSION
  }

  private static final String PREFIX = "ETCD_";

  /**
   * A variable that etcd reads on machines it was not made for; here every machine with a JVM will
   * do.
   */
  private static final String UNSUPPORTED_ARCH = "ETCD_UNSUPPORTED_ARCH";

  public CommandLine {
    warnings = List.copyOf(warnings);
  }

  /**
   * Reads arguments and variables.
   *
   * @param args the words after the program's name
   * @param variables the environment; only names that begin with {@code ETCD_} are looked at
   * @throws ConfigException if a flag is unknown, a value unreadable, or a setting is given both as
   *     flag and as variable
   */
  public static CommandLine parse(List<String> args, Map<String, String> variables) {
    return new Parser().parse(args, variables);
  }

  private static final class Parser {

    private final Map<String, Setting<?>> byName = new TreeMap<>();
    private final BalsaConfig.Builder builder = BalsaConfig.builder();
    private final List<String> warnings = new ArrayList<>();
    private final Set<Setting<?>> flagged = new HashSet<>();
    private boolean help;
    private boolean version;

    Parser() {
      for (Setting<?> setting : Settings.all()) {
        byName.put(setting.name(), setting);
        setting.aliases().forEach(alias -> byName.put(alias, setting));
      }
    }

    CommandLine parse(List<String> args, Map<String, String> variables) {
      try {
        new FlagReader(this::isKnown, this::isSwitch).read(args, this::flag);
      } catch (ConfigException e) {
        throw e.getMessage().startsWith("unknown flag --") ? withSuggestion(e.getMessage()) : e;
      }
      if (help || version) {
        return new CommandLine(
            help ? Request.HELP : Request.VERSION, BalsaConfig.defaults(), List.of());
      }
      // Sorted, so that the same mistakes are told in the same order everywhere.
      new TreeMap<>(variables)
          .forEach(
              (name, value) -> {
                if (name.startsWith(PREFIX) && !name.equals(UNSUPPORTED_ARCH)) {
                  variable(name, value);
                }
              });
      BalsaConfig config = builder.build();
      requireAdvertisedAddress(config);
      return new CommandLine(Request.SERVE, config, warnings);
    }

    private boolean isKnown(String name) {
      return byName.containsKey(name) || isOwnSwitch(name) || Settings.forgotten().contains(name);
    }

    private boolean isSwitch(String name) {
      Setting<?> setting = byName.get(name);
      return isOwnSwitch(name) || (setting != null && setting.isSwitch());
    }

    private static boolean isOwnSwitch(String name) {
      return name.equals("version") || name.equals("help") || name.equals("h");
    }

    private void flag(String name, String value) {
      if (isOwnSwitch(name)) {
        boolean on = read(ValueTypes.bool(), value, "--" + name);
        version |= on && name.equals("version");
        help |= on && !name.equals("version");
        return;
      }
      Setting<?> setting = byName.get(name);
      if (setting == null) {
        warnings.add("--" + name + " is a flag of old versions and has no effect");
        return;
      }
      if (!name.equals(setting.name())) {
        warnings.add("--" + name + " is now " + setting);
      }
      if (flagged.add(setting)) {
        warnIfWithoutEffect(setting);
      }
      set(setting, value, "--" + name);
    }

    private void variable(String name, String value) {
      Setting<?> setting = settingOf(name);
      if (setting == null) {
        warnings.add("unrecognized environment variable " + name);
      } else if (flagged.contains(setting)) {
        throw new ConfigException(
            "conflicting environment variable "
                + name
                + " is shadowed by corresponding command-line flag "
                + setting
                + " (either unset environment variable or disable flag)");
      } else if (!value.isEmpty()) {
        warnIfWithoutEffect(setting);
        set(setting, value, name);
      }
    }

    private Setting<?> settingOf(String variable) {
      String flag =
          variable.substring(PREFIX.length()).toLowerCase(java.util.Locale.ROOT).replace('_', '-');
      Setting<?> setting = byName.get(flag);
      return setting != null && Setting.variableOf(flag).equals(variable) ? setting : null;
    }

    private void warnIfWithoutEffect(Setting<?> setting) {
      if (setting.support() == Setting.Support.NO_EFFECT) {
        warnings.add(setting + " has no effect: there is nothing here that it could tune");
      }
    }

    private void set(Setting<?> setting, String value, String source) {
      try {
        builder.parse(setting, value);
      } catch (IllegalArgumentException e) {
        throw invalid(value, source, e);
      }
    }

    private static <T> T read(ValueType<T> type, String value, String source) {
      try {
        return type.parse(value);
      } catch (IllegalArgumentException e) {
        throw invalid(value, source, e);
      }
    }

    private static ConfigException invalid(
        String value, String source, IllegalArgumentException e) {
      return new ConfigException(
          "invalid value \"" + value + "\" for " + source + ": " + e.getMessage());
    }

    private static void requireAdvertisedAddress(BalsaConfig config) {
      if (config.isGiven(MemberSettings.LISTEN_CLIENT_URLS)
          && !config.isGiven(ClusterSettings.ADVERTISE_CLIENT_URLS)) {
        throw new ConfigException(
            "--advertise-client-urls is required when --listen-client-urls is set explicitly");
      }
    }

    private ConfigException withSuggestion(String message) {
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
}
