package dev.balsa.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every flag in the three ways in which it can be given: on the command line, as a variable, as a
 * key of the config file.
 */
class EveryFlagTest {

  private static final String LOOPBACK = "http://127.0.0.1:4001";

  /** What cannot be guessed from the default; further settings that it needs follow. */
  private static final Map<String, String> SAMPLES = new TreeMap<>();

  static {
    SAMPLES.put("auto-compaction-mode", "revision");
    SAMPLES.put("auto-compaction-retention", "5h");
    SAMPLES.put("advertise-client-urls", LOOPBACK);
    SAMPLES.put("auth-token", "simple");
    SAMPLES.put("api-version", "3.6.0");
    SAMPLES.put("bcrypt-cost", "12");
    SAMPLES.put("cert-file", "a key-file=b");
    SAMPLES.put("key-file", "b cert-file=a");
    SAMPLES.put("cipher-suites", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
    SAMPLES.put("client-cert-file", "a client-key-file=b");
    SAMPLES.put("client-key-file", "b client-cert-file=a");
    SAMPLES.put("discovery-endpoints", "http://10.0.0.1:2379 discovery-token=t");
    SAMPLES.put("discovery-token", "t discovery-endpoints=http://10.0.0.1:2379");
    SAMPLES.put("discovery-fallback", "exit");
    SAMPLES.put("election-timeout", "2000");
    SAMPLES.put("enable-log-rotation", "true log-outputs=/nowhere/log");
    SAMPLES.put("feature-gates", "InitialCorruptCheck=true");
    SAMPLES.put("heartbeat-interval", "50");
    SAMPLES.put("initial-advertise-peer-urls", LOOPBACK + " initial-cluster=default=" + LOOPBACK);
    SAMPLES.put("initial-cluster", "default=http://localhost:2380,b=" + LOOPBACK);
    SAMPLES.put("initial-cluster-state", "existing");
    SAMPLES.put("listen-client-urls", LOOPBACK + " advertise-client-urls=" + LOOPBACK);
    SAMPLES.put("listen-client-http-urls", LOOPBACK);
    SAMPLES.put("listen-metrics-urls", LOOPBACK);
    SAMPLES.put("listen-peer-urls", LOOPBACK);
    SAMPLES.put("log-format", "console");
    SAMPLES.put("log-level", "warn");
    SAMPLES.put("log-outputs", "stdout");
    SAMPLES.put("log-rotation-config-json", "{\"maxsize\":7}");
    SAMPLES.put("logger", "zap");
    SAMPLES.put("metrics", "extensive");
    SAMPLES.put("peer-cert-file", "a peer-key-file=b");
    SAMPLES.put("peer-key-file", "b peer-cert-file=a");
    SAMPLES.put("peer-client-cert-file", "a peer-client-key-file=b");
    SAMPLES.put("peer-client-key-file", "b peer-client-cert-file=a");
    SAMPLES.put("tls-min-version", "TLS1.3");
    SAMPLES.put("tls-max-version", "TLS1.3");
  }

  @TempDir Path directory;

  /** A setting as it is given in the test: a value, and what it needs beside it. */
  private record Given(Setting<?> setting, String value, Map<String, String> all) {

    static Given of(Setting<?> setting) {
      String[] words = SAMPLES.getOrDefault(setting.name(), guess(setting)).split(" ", -1);
      Map<String, String> all = new LinkedHashMap<>();
      all.put(setting.name(), words[0]);
      for (int i = 1; i < words.length; i++) {
        int equals = words[i].indexOf('=');
        all.put(words[i].substring(0, equals), words[i].substring(equals + 1));
      }
      return new Given(setting, words[0], all);
    }

    private static String guess(Setting<?> setting) {
      String usual = setting.defaultText();
      if (setting.isSwitch()) {
        return usual.equals("true") ? "false" : "true";
      } else if (setting.isDuration()) {
        return "7s";
      } else if (usual.matches("-?[0-9]+")) {
        return Long.toString(
            Long.parseLong(usual) == 4_294_967_295L ? 9 : Long.parseLong(usual) + 1);
      }
      return "x";
    }

    BalsaConfig byFlags() {
      List<String> args = new ArrayList<>();
      all.forEach((name, text) -> args.add("--" + name + "=" + text));
      return CommandLine.parse(args, Map.of()).config();
    }

    BalsaConfig byVariables() {
      Map<String, String> variables = new TreeMap<>();
      all.forEach((name, text) -> variables.put(Setting.variableOf(name), text));
      return CommandLine.parse(List.of(), variables).config();
    }

    BalsaConfig byFile(Path file) throws IOException {
      StringBuilder yaml = new StringBuilder();
      all.forEach((name, text) -> yaml.append(name).append(": '").append(text).append("'\n"));
      Files.writeString(file, yaml);
      return CommandLine.parse(List.of("--config-file=" + file), Map.of()).config();
    }

    String conflict() {
      List<String> flag = List.of("--" + setting.name() + "=" + value);
      try {
        CommandLine.parse(flag, Map.of(setting.variable(), value));
        return "no conflict";
      } catch (ConfigException e) {
        return e.getMessage();
      }
    }
  }

  @Test
  void meansTheSameAsAFlagAsAVariableAndInTheFile() {
    Map<String, String> wrong = new TreeMap<>();
    for (Setting<?> setting : Settings.all()) {
      if (setting == FileSettings.CONFIG_FILE) {
        continue; // names the file
      }
      Given given = Given.of(setting);
      try {
        boolean idle = setting.support() == Setting.Support.NO_EFFECT;
        Object expected = idle ? setting.defaultValue() : setting.parse(given.value());
        List<Object> found =
            List.of(
                given.byFlags().get(setting),
                given.byVariables().get(setting),
                given.byFile(directory.resolve("balsa.yaml")).get(setting));
        if (!found.equals(List.of(expected, expected, expected))) {
          wrong.put(setting.name(), found.toString());
        }
      } catch (IOException | IllegalArgumentException | ConfigException e) {
        wrong.put(setting.name(), e.toString());
      }
    }
    assertEquals(Map.of(), wrong);
  }

  @Test
  void isRefusedWhereTheVariableIsGivenToo() {
    for (Setting<?> setting : Settings.all()) {
      assertEquals(
          "conflicting environment variable "
              + setting.variable()
              + " is shadowed by corresponding command-line flag "
              + setting
              + " (either unset environment variable or disable flag)",
          Given.of(setting).conflict().replace("no conflict", "no conflict: " + setting));
    }
  }

  @Test
  void warnsOnceWhereThereIsNothingToTuneAndNeverElse() {
    for (Setting<?> setting : Settings.all()) {
      if (setting == FileSettings.CONFIG_FILE) {
        continue;
      }
      String flag = "--" + setting.name() + "=" + Given.of(setting).value();
      boolean idle = setting.support() == Setting.Support.NO_EFFECT;
      List<String> args = new ArrayList<>(List.of(flag));
      Given.of(setting)
          .all()
          .forEach(
              (name, text) -> {
                if (!name.equals(setting.name())) {
                  args.add("--" + name + "=" + text);
                }
              });
      List<String> warnings = CommandLine.parse(args, Map.of()).warnings();
      assertEquals(idle ? 1 : 0, warnings.size(), setting + " " + warnings);
    }
  }
}
