package dev.balsa.server.config;

import java.util.List;

/**
 * The flags of etcd that Balsa knows but does not act on. A flag moves to a group of its own when
 * there is something that it sets.
 */
final class OtherSettings {

  private OtherSettings() {}

  static SettingGroup withoutEffect() {
    return new SettingGroup(
        "Accepted without effect",
        List.of(
            Setting.withoutEffect("backend-bbolt-freelist-type", ValueTypes.text("X"), ""),
            Setting.withoutEffect("backend-batch-interval", ValueTypes.duration(), "0s"),
            Setting.withoutEffect("backend-batch-limit", ValueTypes.count(), "0"),
            Setting.withoutEffect("logger", ValueTypes.oneOf("zap"), "zap"),
            Setting.withoutEffect("max-snapshots", ValueTypes.count(), "5"),
            Setting.withoutEffect("v2-deprecation", ValueTypes.text("X"), "write-only"),
            Setting.withoutEffect("socket-reuse-port", ValueTypes.bool(), "false"),
            Setting.withoutEffect("socket-reuse-address", ValueTypes.bool(), "false"),
            Setting.withoutEffect("raft-read-timeout", ValueTypes.duration(), "5s"),
            Setting.withoutEffect("raft-write-timeout", ValueTypes.duration(), "5s"),
            Setting.withoutEffect("memory-mlock", ValueTypes.bool(), "false"),
            Setting.withoutEffect(
                "bootstrap-defrag-threshold-megabytes", ValueTypes.count(), "0")));
  }
}
