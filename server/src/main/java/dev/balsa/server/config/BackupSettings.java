package dev.balsa.server.config;

import java.time.Duration;
import java.util.List;

/** Balsa's own: backups that a member takes by itself. */
public final class BackupSettings {

  private BackupSettings() {}

  /** Empty for no backups. */
  public static final Setting<String> DIRECTORY =
      Setting.of(
          "balsa-backup-dir",
          ValueTypes.text("DIR"),
          "",
          "Where the member puts a backup of its state now and then; empty for no backups.");

  /** How long from one backup to the next. */
  public static final Setting<Duration> INTERVAL =
      Setting.of(
          "balsa-backup-interval",
          ValueTypes.duration(),
          "24h",
          "How often a backup is taken; the least is 1s.");

  /** How many stay. */
  public static final Setting<Long> RETENTION =
      Setting.of(
          "balsa-backup-retention",
          ValueTypes.number("N", 0, Integer.MAX_VALUE),
          "7",
          "How many backups of this member stay, the newest ones; 0 keeps all.");

  static SettingGroup group() {
    return new SettingGroup("Backups", List.of(DIRECTORY, INTERVAL, RETENTION));
  }
}
