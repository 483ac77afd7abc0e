package dev.balsa.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Start scripts for older versions of etcd go on working, with one warning a flag. */
class OldNamesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bootstrap-defrag-threshold-megabytes=0",
        "compact-hash-check-enabled",
        "compact-hash-check-time=1m",
        "compaction-batch-limit=5",
        "compaction-sleep-interval=5ms",
        "corrupt-check-time=1h",
        "distributed-tracing-address=collector:4317",
        "distributed-tracing-instance-id=m1",
        "distributed-tracing-sampling-rate=1000",
        "distributed-tracing-service-name=store",
        "downgrade-check-time=5s",
        "enable-distributed-tracing",
        "enable-lease-checkpoint",
        "initial-corrupt-check",
        "memory-mlock=false",
        "peer-skip-client-san-verification=false",
        "snapshot-catchup-entries=9",
        "snapshot-catch-up-entries=9",
        "stop-grpc-service-on-defrag",
        "txn-mode-write-with-shared-buffer=false",
        "warning-apply-duration=1s",
        "warning-unary-request-duration=1s",
        "watch-progress-notify-interval=5s",
      })
  void everyExperimentIsTakenUnderItsOldName(String flag) {
    CommandLine line = CommandLine.parse(List.of("--experimental-" + flag), Map.of());
    assertTrue(line.warnings().size() <= 2, line.warnings().toString());
    String variable = Setting.variableOf("experimental-" + flag.split("=", -1)[0]);
    String value = flag.contains("=") ? flag.split("=", -1)[1] : "true";
    assertEquals(
        line.warnings().size(),
        CommandLine.parse(List.of(), Map.of(variable, value)).warnings().size());
  }

  @Test
  void switchesThatBecameGatesSwitchThem() {
    FeatureGates gates =
        CommandLine.parse(
                List.of(
                    "--experimental-enable-lease-checkpoint",
                    "--experimental-enable-lease-checkpoint-persist=true",
                    "--experimental-compact-hash-check-enabled",
                    "--feature-gates=CompactHashCheck=false"),
                Map.of())
            .config()
            .featureGates();
    assertTrue(gates.isOn("LeaseCheckpoint"));
    assertTrue(gates.isOn("LeaseCheckpointPersist"));
    assertFalse(gates.isOn("CompactHashCheck"), "the gate's own flag counts");
  }

  @Test
  void aGateThatNeedsAnotherIsRefusedAlone() {
    ConfigException e =
        assertThrows(
            ConfigException.class,
            () ->
                CommandLine.parse(
                    List.of("--feature-gates=LeaseCheckpointPersist=true"), Map.of()));
    assertEquals(
        "enabling feature gate LeaseCheckpointPersist requires enabling feature gate"
            + " LeaseCheckpoint",
        e.getMessage());
  }

  @Test
  void whatIsLongGoneIsTakenWithOneWarning() {
    CommandLine line =
        CommandLine.parse(
            List.of(
                "--debug", "--enable-v2=false", "--proxy=off", "--log-package-levels=raft=TRACE"),
            Map.of());
    assertEquals(4, line.warnings().size(), line.warnings().toString());
  }
}
