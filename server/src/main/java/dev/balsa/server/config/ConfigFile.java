package dev.balsa.server.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * The settings of {@code --config-file}: YAML whose keys are the names of flags, as etcd reads it.
 *
 * <pre>
 * name: m1
 * listen-client-urls: http://10.0.0.1:2379,http://127.0.0.1:2379
 * grpc-keepalive-min-time: 5000000000        # durations are nanoseconds, or have a unit: 5s
 * log-outputs: [stderr, /var/log/balsa.log]
 * client-transport-security:
 *   cert-file: /etc/balsa/server.crt         # --cert-file
 * peer-transport-security:
 *   cert-file: /etc/balsa/peer.crt           # --peer-cert-file
 * </pre>
 */
final class ConfigFile {

  /** A file of settings is small; one that is not is something else. */
  static final long MAX_BYTES = 1 << 20;

  private static final Map<String, String> CLIENT_SECURITY =
      Map.of("allowed-hostname", "client-cert-allowed-hostname");

  private static final Map<String, String> PEER_SECURITY =
      Map.of(
          "client-cert-auth", "peer-client-cert-auth",
          "allowed-cn", "peer-cert-allowed-cn",
          "allowed-hostname", "peer-cert-allowed-hostname");

  private ConfigFile() {}

  /**
   * Reads a file into texts by the names of flags, in the order of the file.
   *
   * @throws ConfigException if it cannot be read, or is no YAML, or no map
   */
  static Map<String, String> read(Path file) {
    String text;
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new ConfigException("--config-file " + file + " is larger than a megabyte");
      }
      text = Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new ConfigException("cannot read --config-file " + file + ": " + e.getMessage());
    }
    Map<String, String> flags = new LinkedHashMap<>();
    root(file, text).forEach((key, value) -> add(String.valueOf(key), value, flags));
    return flags;
  }

  private static Map<?, ?> root(Path file, String text) {
    Object root;
    try {
      root =
          new Load(LoadSettings.builder().setLabel(file.toString()).build()).loadFromString(text);
    } catch (YamlEngineException e) {
      String reason = e.getMessage().strip().replaceAll("\\s*\n\\s*", " ");
      throw new ConfigException("error parsing --config-file: " + reason);
    }
    if (root == null) {
      return Map.of();
    }
    if (root instanceof Map<?, ?> map) {
      return map;
    }
    throw new ConfigException("error parsing --config-file: " + file + " is no map of settings");
  }

  private static void add(String key, Object value, Map<String, String> flags) {
    switch (key) {
      case "client-transport-security" -> security(key, value, "", CLIENT_SECURITY, flags);
      case "peer-transport-security" -> security(key, value, "peer-", PEER_SECURITY, flags);
      default -> {
        if (value != null) {
          flags.put(key, text(key, value));
        }
      }
    }
  }

  private static void security(
      String key, Object value, String prefix, Map<String, String> names, Map<String, String> to) {
    if (value == null) {
      return;
    }
    if (!(value instanceof Map<?, ?> map)) {
      throw new ConfigException("error parsing --config-file: " + key + " must be a map");
    }
    map.forEach(
        (inner, each) -> {
          String name = String.valueOf(inner);
          if (each != null) {
            to.put(names.getOrDefault(name, prefix + name), text(key + "." + name, each));
          }
        });
  }

  private static String text(String key, Object value) {
    if (value instanceof List<?> list) {
      List<String> words = new ArrayList<>();
      list.forEach(each -> words.add(text(key, each)));
      return String.join(",", words);
    }
    if (value instanceof Map<?, ?>) {
      throw new ConfigException("error parsing --config-file: " + key + " must not be a map");
    }
    return String.valueOf(value);
  }

  /** A duration as the flag takes it: a bare number of the file is nanoseconds. */
  static String duration(String text) {
    try {
      Duration duration = Duration.ofNanos(Long.parseLong(text));
      return duration.toNanos() + "ns";
    } catch (NumberFormatException e) {
      return text; // with a unit, then
    }
  }
}
