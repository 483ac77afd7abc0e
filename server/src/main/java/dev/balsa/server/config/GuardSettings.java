package dev.balsa.server.config;

import java.time.Duration;
import java.util.List;

/** Whether members compare what they store. */
public final class GuardSettings {

  private GuardSettings() {}

  /** Zero for never. */
  public static final Setting<Duration> CORRUPT_CHECK_TIME =
      Setting.of(
              "corrupt-check-time",
              ValueTypes.duration(),
              "0s",
              "How often the leader compares the data of all members; 0 is never.")
          .formerly("experimental-corrupt-check-time");

  /** Counts only where the feature gate CompactHashCheck is on. */
  public static final Setting<Duration> COMPACT_HASH_CHECK_TIME =
      Setting.of(
              "compact-hash-check-time",
              ValueTypes.duration(),
              "1m",
              "How often the leader compares what the members keep after a compaction; with the"
                  + " feature gate CompactHashCheck only.")
          .formerly("experimental-compact-hash-check-time");

  /** Read it through {@link BalsaConfig#initialCorruptCheck()}. */
  public static final Setting<Boolean> INITIAL_CORRUPT_CHECK =
      Setting.of(
          "experimental-initial-corrupt-check",
          ValueTypes.bool(),
          "false",
          "The same as --feature-gates=InitialCorruptCheck=true.");

  /** Read it through {@link BalsaConfig#featureGates()}. */
  public static final Setting<String> FEATURE_GATES =
      Setting.of(
          "feature-gates",
          ValueTypes.text("NAME=true|false,..."),
          "",
          "InitialCorruptCheck=true: compare data with the other members before serving clients.");

  static SettingGroup group() {
    return new SettingGroup(
        "Corruption guard",
        List.of(CORRUPT_CHECK_TIME, COMPACT_HASH_CHECK_TIME, INITIAL_CORRUPT_CHECK, FEATURE_GATES));
  }
}
