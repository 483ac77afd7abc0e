package dev.balsa.server.config;

import java.util.List;

/** What can cost data, and what the server says it is. */
public final class UnsafeSettings {

  private UnsafeSettings() {}

  /** Acknowledge writes that are not on disk: for tests only. */
  public static final Setting<Boolean> UNSAFE_NO_FSYNC =
      Setting.of(
          "unsafe-no-fsync",
          ValueTypes.bool(),
          "false",
          "UNSAFE: never wait for the disk. A crash of the machine loses acknowledged writes. For tests only.");

  public static final Setting<Boolean> FORCE_NEW_CLUSTER =
      Setting.of(
          "force-new-cluster",
          ValueTypes.bool(),
          "false",
          "UNSAFE: forget all other members and go on alone with this member's data.");

  /**
   * The version that the API reports, {@code major.minor.patch}: clients choose their behaviour by
   * it.
   */
  public static final Setting<String> API_VERSION =
      Setting.of(
          "api-version",
          ValueTypes.text("X.Y.Z"),
          "3.7.0",
          "The etcd version that clients are told.");

  static SettingGroup group() {
    return new SettingGroup(
        "Unsafe and special", List.of(UNSAFE_NO_FSYNC, FORCE_NEW_CLUSTER, API_VERSION));
  }
}
