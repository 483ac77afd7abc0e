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

  static SettingGroup notYet() {
    return new SettingGroup(
        "Not yet",
        List.of(
            Setting.notYet("discovery-endpoints", ValueTypes.text("X"), ""),
            Setting.notYet("discovery-token", ValueTypes.text("X"), ""),
            Setting.notYet("discovery-dial-timeout", ValueTypes.duration(), "2s"),
            Setting.notYet("discovery-request-timeout", ValueTypes.duration(), "5s"),
            Setting.notYet("discovery-keepalive-time", ValueTypes.duration(), "2s"),
            Setting.notYet("discovery-keepalive-timeout", ValueTypes.duration(), "6s"),
            Setting.notYet("discovery-insecure-transport", ValueTypes.bool(), "true"),
            Setting.notYet("discovery-insecure-skip-tls-verify", ValueTypes.bool(), "false"),
            Setting.notYet("discovery-cert", ValueTypes.text("X"), ""),
            Setting.notYet("discovery-key", ValueTypes.text("X"), ""),
            Setting.notYet("discovery-cacert", ValueTypes.text("X"), ""),
            Setting.notYet("discovery-user", ValueTypes.text("X"), ""),
            Setting.notYet("discovery-password", ValueTypes.text("X"), ""),
            Setting.notYet("discovery-srv", ValueTypes.text("X"), ""),
            Setting.notYet("discovery-srv-name", ValueTypes.text("X"), ""),
            Setting.notYet("discovery-fallback", ValueTypes.text("X"), "exit")));
  }
}
