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
          ValueTypes.oneOf("default", "stderr", "stdout"),
          "default",
          "Where messages go; the default is stderr.");

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
            WARNING_APPLY_DURATION,
            WARNING_UNARY_REQUEST_DURATION));
  }
}
