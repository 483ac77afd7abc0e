package dev.balsa.server.config;

import java.net.URI;
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

  public static final Setting<List<URI>> LISTEN_METRICS_URLS =
      Setting.of(
          "listen-metrics-urls",
          ValueTypes.urls(),
          "",
          "Where /metrics, /health, /livez and /readyz are served beside the client port.");

  public static final Setting<Boolean> ENABLE_PPROF =
      Setting.of(
          "enable-pprof",
          ValueTypes.bool(),
          "false",
          "Show threads, heap and profiles of the JVM under /debug/pprof/ of the client port.");

  static SettingGroup group() {
    return new SettingGroup("Monitoring", List.of(METRICS, LISTEN_METRICS_URLS, ENABLE_PPROF));
  }
}
