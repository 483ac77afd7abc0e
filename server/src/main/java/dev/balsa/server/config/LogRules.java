package dev.balsa.server.config;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** What the settings about the log must keep to. */
final class LogRules {

  private static final Set<String> STREAMS = Set.of("default", "stderr", "stdout");
  private static final String JOURNAL = "systemd/journal";

  private LogRules() {}

  static void check(BalsaConfig config) {
    List<String> outputs = outputs(config);
    if (outputs.size() > 1 && outputs.contains("default")) {
      throw new ConfigException(
          "multi logoutput for \"default\" is not supported yet: --log-outputs=" + outputs);
    }
    if (outputs.contains(JOURNAL)) {
      throw new ConfigException(
          "--log-outputs: the journal is reached by writing to stderr under systemd, not by name");
    }
    if (config.get(LoggingSettings.ENABLE_LOG_ROTATION)) {
      if (outputs.size() != 1 || STREAMS.contains(outputs.get(0))) {
        throw new ConfigException(
            "--log-outputs requires a single file path when --log-rotate-config-json is defined");
      }
      var unused = rotation(config);
    }
  }

  static List<String> outputs(BalsaConfig config) {
    return List.of(config.get(LoggingSettings.LOG_OUTPUTS).split(",", -1));
  }

  /** Of the JSON object, which is YAML too. */
  static LogRotation rotation(BalsaConfig config) {
    String json = config.get(LoggingSettings.LOG_ROTATION_CONFIG_JSON);
    Object parsed;
    try {
      parsed = new Load(LoadSettings.builder().build()).loadFromString(json);
    } catch (YamlEngineException e) {
      throw new ConfigException("improperly formatted log rotation config: " + json);
    }
    if (!(parsed instanceof Map<?, ?> members)) {
      throw new ConfigException("improperly formatted log rotation config: " + json);
    }
    int megabytes = count(members, "maxsize");
    return new LogRotation(
        megabytes == 0 ? LogRotation.USUAL_MEGABYTES : megabytes,
        count(members, "maxage"),
        count(members, "maxbackups"),
        flag(members, "localtime"),
        flag(members, "compress"));
  }

  private static int count(Map<?, ?> members, String name) {
    Object value = members.get(name);
    if (value == null) {
      return 0;
    }
    if (!(value instanceof Integer number) || number < 0) {
      throw new ConfigException("invalid log rotation config: " + name + " must be a number");
    }
    return number;
  }

  private static boolean flag(Map<?, ?> members, String name) {
    Object value = members.get(name);
    if (value != null && !(value instanceof Boolean)) {
      throw new ConfigException("invalid log rotation config: " + name + " must be true or false");
    }
    return Boolean.TRUE.equals(value);
  }
}
