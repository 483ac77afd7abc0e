package dev.balsa.server.config;

import java.util.List;

/** What the server lets others see of itself. */
public final class MonitoringSettings {

  private MonitoringSettings() {}

  public static final Setting<String> METRICS =
      Setting.of(
          "metrics",
          ValueTypes.oneOf("basic", "extensive"),
          "basic",
          "extensive: measure how long every call takes, too, as a histogram for each method.");

  static SettingGroup group() {
    return new SettingGroup("Monitoring", List.of(METRICS));
  }
}
