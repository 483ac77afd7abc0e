package dev.balsa.server.config;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
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
   * @throws ConfigException if a flag is unknown, a value unreadable, a setting is given both as
   *     flag and as variable, or the config file cannot be read
   */
  public static CommandLine parse(List<String> args, Map<String, String> variables) {
    return new Parser().parse(args, variables);
  }

  /** Reads arguments first, then variables; or, where there is one, the config file alone. */
  private static final class Parser {

    private static final String FILE_FLAG = FileSettings.CONFIG_FILE.name();

    private final SettingsReader reader = new SettingsReader();
    private final Set<Setting<?>> flagged = new HashSet<>();
    private boolean help;
    private boolean version;
    private String file = "";

    CommandLine parse(List<String> args, Map<String, String> variables) {
      try {
        new FlagReader(this::isKnown, this::isSwitch).read(args, this::flag);
      } catch (ConfigException e) {
        throw e.getMessage().startsWith("unknown flag --")
            ? reader.withSuggestion(e.getMessage())
            : e;
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
      SettingsReader source = file.isEmpty() ? reader : fromFile(Path.of(file));
      return new CommandLine(Request.SERVE, source.build(), source.warnings());
    }

    /** All settings come from the file, and none from elsewhere: etcd's rule. */
    private static SettingsReader fromFile(Path path) {
      SettingsReader reader = new SettingsReader();
      reader.warn(
          "loaded server configuration, other configuration command line flags and environment"
              + " variables will be ignored if provided: "
              + path);
      ConfigFile.read(path)
          .forEach(
              (key, text) -> {
                Setting<?> setting = reader.find(key);
                if (!reader.isKnown(key) || setting == FileSettings.CONFIG_FILE) {
                  reader.warn("unrecognized setting " + key + " in " + path);
                } else if (setting != null && setting.isDuration()) {
                  reader.give(key, ConfigFile.duration(text), key);
                } else {
                  reader.give(key, text, key);
                }
              });
      return reader;
    }

    private boolean isKnown(String name) {
      return isOwnSwitch(name) || reader.isKnown(name);
    }

    private boolean isSwitch(String name) {
      return isOwnSwitch(name) || reader.isSwitch(name);
    }

    private static boolean isOwnSwitch(String name) {
      return name.equals("version") || name.equals("help") || name.equals("h");
    }

    private void flag(String name, String value) {
      if (isOwnSwitch(name)) {
        boolean on = SettingsReader.read(ValueTypes.bool(), value, "--" + name);
        version |= on && name.equals("version");
        help |= on && !name.equals("version");
      } else {
        give(name, value, "--" + name);
        flagged.add(reader.find(name));
      }
    }

    private void give(String name, String value, String source) {
      if (name.equals(FILE_FLAG)) {
        file = value;
      }
      reader.give(name, value, source);
    }

    private void variable(String name, String value) {
      String flag = name.substring(PREFIX.length()).toLowerCase(Locale.ROOT).replace('_', '-');
      Setting<?> setting = reader.find(flag);
      if (!reader.isKnown(flag) || !Setting.variableOf(flag).equals(name)) {
        reader.warn("unrecognized environment variable " + name);
      } else if (setting != null && flagged.contains(setting)) {
        throw new ConfigException(
            "conflicting environment variable "
                + name
                + " is shadowed by corresponding command-line flag "
                + setting
                + " (either unset environment variable or disable flag)");
      } else if (!value.isEmpty()) {
        give(flag, value, name);
      }
    }
  }
}
