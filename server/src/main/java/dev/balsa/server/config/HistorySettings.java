package dev.balsa.server.config;

import java.time.Duration;
import java.util.List;

/** Old revisions: how long they stay, how they go, how watchers hear of progress. */
public final class HistorySettings {

  private HistorySettings() {}

  public static final Setting<String> AUTO_COMPACTION_MODE =
      Setting.of(
          "auto-compaction-mode",
          ValueTypes.oneOf("periodic", "revision"),
          "periodic",
          "Whether --auto-compaction-retention is a time or a number of revisions.");

  /** Read it through {@link BalsaConfig#autoCompaction()}. */
  public static final Setting<String> AUTO_COMPACTION_RETENTION =
      Setting.of(
          "auto-compaction-retention",
          ValueTypes.text("TIME|N"),
          "0",
          "How much history stays: a duration or hours in periodic mode, revisions in revision mode; 0 keeps all.");

  /** 0 for the default of 1000. */
  public static final Setting<Long> COMPACTION_BATCH_LIMIT =
      Setting.of(
              "compaction-batch-limit",
              ValueTypes.number("N", 0, Integer.MAX_VALUE),
              "0",
              "Revisions removed in one step of a compaction; 0 is 1000.")
          .formerly("experimental-compaction-batch-limit");

  /** Zero for the default of 10 ms. */
  public static final Setting<Duration> COMPACTION_SLEEP_INTERVAL =
      Setting.of(
              "compaction-sleep-interval",
              ValueTypes.duration(),
              "0s",
              "Pause between two steps of a compaction; 0 is 10ms.")
          .formerly("experimental-compaction-sleep-interval");

  /**
   * Zero for the default of 10 minutes; read it through {@link
   * BalsaConfig#watchProgressNotifyInterval()}.
   */
  public static final Setting<Duration> WATCH_PROGRESS_NOTIFY_INTERVAL =
      Setting.of(
              "watch-progress-notify-interval",
              ValueTypes.duration(),
              "0s",
              "How often an idle watcher that asked for it is told the current revision; 0 is 10m, the least is 100ms.")
          .formerly("experimental-watch-progress-notify-interval");

  static SettingGroup group() {
    return new SettingGroup(
        "History",
        List.of(
            AUTO_COMPACTION_MODE,
            AUTO_COMPACTION_RETENTION,
            COMPACTION_BATCH_LIMIT,
            COMPACTION_SLEEP_INTERVAL,
            WATCH_PROGRESS_NOTIFY_INTERVAL));
  }
}
