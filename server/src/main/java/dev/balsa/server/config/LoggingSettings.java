package dev.balsa.server.config;

import java.time.Duration;
import java.util.List;

/** What the server says about itself. */
public final class LoggingSettings {

  private LoggingSettings() {}

  public static final Setting<String> LOG_LEVEL =
      Setting.of(
          "log-level",
          ValueTypes.oneOf("debug", "info", "warn", "error", "dpanic", "panic", "fatal"),
          "info",
          "Least weight of a message that is logged.");

  public static final Setting<String> LOG_FORMAT =
      Setting.of(
          "log-format",
          ValueTypes.oneOf("json", "console"),
          "json",
          "One JSON object a line, or columns for people.");

  public static final Setting<String> LOG_OUTPUTS =
      Setting.of(
          "log-outputs",
          ValueTypes.text("NAME,..."),
          "default",
          "Where messages go: stderr (the default), stdout, paths of files; several at once.");

  public static final Setting<Boolean> ENABLE_LOG_ROTATION =
      Setting.of(
          "enable-log-rotation",
          ValueTypes.bool(),
          "false",
          "Put the log file, of which there must be exactly one, aside when it is large.");

  public static final Setting<String> LOG_ROTATION_CONFIG_JSON =
      Setting.of(
          "log-rotation-config-json",
          ValueTypes.text("JSON"),
          "{\"maxsize\": 100, \"maxage\": 0, \"maxbackups\": 0, \"localtime\": false,"
              + " \"compress\": false}",
          "When: megabytes of a file, days and number of those kept (0: all), names in local time,"
              + " gzip.");

  public static final Setting<Duration> WARNING_APPLY_DURATION =
      Setting.of(
              "warning-apply-duration",
              ValueTypes.duration(),
              "100ms",
              "A request that takes longer than this to apply is logged.")
          .formerly("experimental-warning-apply-duration");

  public static final Setting<Duration> WARNING_UNARY_REQUEST_DURATION =
      Setting.of(
              "warning-unary-request-duration",
              ValueTypes.duration(),
              "300ms",
              "A call that takes longer than this to answer is logged.")
          .formerly("experimental-warning-unary-request-duration");

  static SettingGroup group() {
    return new SettingGroup(
        "Logging",
        List.of(
            LOG_LEVEL,
            LOG_FORMAT,
            LOG_OUTPUTS,
            ENABLE_LOG_ROTATION,
            LOG_ROTATION_CONFIG_JSON,
            WARNING_APPLY_DURATION,
            WARNING_UNARY_REQUEST_DURATION));
  }
}
