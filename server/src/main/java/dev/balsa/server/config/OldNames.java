package dev.balsa.server.config;

import java.util.Map;
import java.util.Set;

/** Names that flags had in versions of etcd that people still come from. */
final class OldNames {

  private static final String EXPERIMENTAL = "experimental-";

  /** Switches that became feature gates. */
  private static final Map<String, String> GATES =
      Map.of(
          "experimental-compact-hash-check-enabled", "CompactHashCheck",
          "experimental-enable-lease-checkpoint", "LeaseCheckpoint",
          "experimental-enable-lease-checkpoint-persist", "LeaseCheckpointPersist",
          "experimental-stop-grpc-service-on-defrag", "StopGRPCServiceOnDefrag",
          "experimental-txn-mode-write-with-shared-buffer", "TxnModeWriteWithSharedBuffer");

  /** What etcd takes and forgets, or once took. */
  private static final Set<String> FORGOTTEN_SWITCHES = Set.of("debug", "enable-v2");

  private static final Set<String> FORGOTTEN =
      Set.of(
          "cluster-active-size",
          "cluster-remove-delay",
          "cluster-sync-interval",
          "config",
          "force",
          "log-package-levels",
          "max-result-buffer",
          "max-retry-attempts",
          "peer-heartbeat-interval",
          "peer-election-timeout",
          "proxy",
          "proxy-dial-timeout",
          "proxy-failure-wait",
          "proxy-read-timeout",
          "proxy-refresh-interval",
          "proxy-write-timeout",
          "retry-interval",
          "snapshot",
          "v",
          "vv");

  private OldNames() {}

  /** The gate that a switch has become; null if it is none of those. */
  static String gateOf(String flag) {
    return GATES.get(flag);
  }

  /** Whether a flag is taken and has no effect. */
  static boolean isForgotten(String flag) {
    return FORGOTTEN.contains(flag) || FORGOTTEN_SWITCHES.contains(flag);
  }

  /** Whether an old name stands for a switch. */
  static boolean isSwitch(String flag) {
    return GATES.containsKey(flag) || FORGOTTEN_SWITCHES.contains(flag);
  }

  /** The name that a flag has today, if all that changed is that it is no experiment any more. */
  static String withoutExperimental(String flag) {
    return flag.startsWith(EXPERIMENTAL) ? flag.substring(EXPERIMENTAL.length()) : flag;
  }
}
