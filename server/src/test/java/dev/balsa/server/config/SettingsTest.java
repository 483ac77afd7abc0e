package dev.balsa.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SettingsTest {

  /** Defaults that are made from something else, or that etcd writes in another way. */
  private static final Map<String, String> WRITTEN_OTHERWISE =
      Map.of(
          "data-dir",
          "",
          "backend-batch-interval",
          "0s",
          "compaction-sleep-interval",
          "0s",
          "watch-progress-notify-interval",
          "0s");

  private final Map<String, Setting<?>> byName =
      Settings.all().stream().collect(Collectors.toMap(Setting::name, Function.identity()));

  @Test
  void everyFlagOfEtcdIsKnownWithItsDefault() throws IOException {
    Map<String, String> expected = flagsOfEtcd();
    expected.putAll(WRITTEN_OTHERWISE);
    Map<String, String> actual = new TreeMap<>();
    byName.values().forEach(setting -> actual.put(setting.name(), setting.defaultText()));
    assertEquals("3.7.0", actual.remove("api-version"), "a flag that etcd does not have");
    assertEquals("false", actual.remove("balsa-auto-disarm"), "a flag that etcd does not have");
    assertEquals("", actual.remove("balsa-discovery-dns"), "a flag that etcd does not have");
    assertEquals("", actual.remove("balsa-backup-dir"), "a flag that etcd does not have");
    assertEquals("24h", actual.remove("balsa-backup-interval"), "a flag that etcd does not have");
    assertEquals("7", actual.remove("balsa-backup-retention"), "a flag that etcd does not have");
    assertEquals(
        "false",
        actual.remove("experimental-initial-corrupt-check"),
        "what the gate InitialCorruptCheck was called before");
    assertEquals("false", expected.remove("version"), "an order, not a setting");
    assertEquals(expected, actual);
  }

  @Test
  void everyRowIsInTheTable() throws IllegalAccessException {
    List<Setting<?>> rows = new ArrayList<>();
    for (Class<?> group :
        List.of(
            FileSettings.class,
            MemberSettings.class,
            ClusterSettings.class,
            DiscoverySettings.class,
            LimitSettings.class,
            HttpSettings.class,
            AuthSettings.class,
            ClientTlsSettings.class,
            PeerTlsSettings.class,
            TlsSettings.class,
            HistorySettings.class,
            BackupSettings.class,
            GuardSettings.class,
            LoggingSettings.class,
            MonitoringSettings.class,
            TracingSettings.class,
            UnsafeSettings.class)) {
      for (Field field : group.getDeclaredFields()) {
        if (Modifier.isStatic(field.getModifiers()) && field.getType() == Setting.class) {
          rows.add((Setting<?>) field.get(null));
        }
      }
    }
    List<Setting<?>> listed =
        Settings.groups().stream()
            .flatMap(group -> group.settings().stream())
            .collect(Collectors.toList());
    assertEquals(rows, listed);
  }

  @Test
  void theHelpShowsEverySettingWithASentenceAndFitsATerminal() {
    String help = HelpText.render();
    for (SettingGroup group : Settings.groups()) {
      for (Setting<?> setting : group.settings()) {
        assertTrue(help.contains("--" + setting.name()), setting.name());
        assertTrue(setting.help().endsWith("."), setting.name());
      }
    }
    help.lines().forEach(line -> assertTrue(line.length() <= 110, line));
  }

  @Test
  void aVariableIsTheFlagInCapitals() {
    assertEquals("ETCD_INITIAL_CLUSTER_STATE", ClusterSettings.INITIAL_CLUSTER_STATE.variable());
  }

  private static Map<String, String> flagsOfEtcd() throws IOException {
    try (InputStream in = SettingsTest.class.getResourceAsStream("etcd-flags.tsv")) {
      Map<String, String> flags = new TreeMap<>();
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .forEach(
              line ->
                  flags.put(
                      line.substring(0, line.indexOf('\t')),
                      line.substring(line.indexOf('\t') + 1)));
      return flags;
    }
  }
}
