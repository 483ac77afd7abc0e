package dev.balsa.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The config file, by etcd's rules. */
class ConfigFileTest {

  @TempDir Path directory;

  @Test
  void keysAreTheNamesOfFlags() throws IOException {
    BalsaConfig config =
        file("""
        # a member of three
        name: m1
        data-dir: /var/lib/m1
        wal-dir:
        snapshot-count: 5000
        heartbeat-interval: 50
        election-timeout: 1500
        quota-backend-bytes: 4294967296
        listen-peer-urls: http://127.0.0.1:2380
        listen-client-urls: http://127.0.0.1:2379,http://127.0.0.1:4001
        advertise-client-urls: http://127.0.0.1:2379
        initial-advertise-peer-urls: http://127.0.0.1:2380
        initial-cluster: m1=http://127.0.0.1:2380
        initial-cluster-state: 'new'
        strict-reconfig-check: false
        max-learners: 2
        auto-compaction-mode: revision
        auto-compaction-retention: "1000"
        log-level: debug
        log-outputs: [stderr]
        cors: '*'
        """)
            .config();
    assertEquals("m1", config.name());
    assertEquals(Path.of("/var/lib/m1"), config.dataDir());
    assertEquals(Path.of("/var/lib/m1/member/wal"), config.walDir());
    assertEquals(5000, config.snapshotCount());
    assertEquals(Duration.ofMillis(50), config.heartbeatInterval());
    assertEquals(4L << 30, config.quotaBytes());
    assertEquals(2, config.listenClientUrls().size());
    assertEquals(false, config.get(ClusterSettings.STRICT_RECONFIG_CHECK));
    assertEquals(new AutoCompaction.Revisions(1000), config.autoCompaction());
  }

  @Test
  void durationsAreNanosecondsOrHaveAUnit() throws IOException {
    BalsaConfig config =
        file("grpc-keepalive-min-time: 7000000000\ngrpc-keepalive-interval: 3h\n").config();
    assertEquals(Duration.ofSeconds(7), config.get(LimitSettings.GRPC_KEEPALIVE_MIN_TIME));
    assertEquals(Duration.ofHours(3), config.get(LimitSettings.GRPC_KEEPALIVE_INTERVAL));
  }

  @Test
  void certificatesStandInMapsOfTheirOwn() throws IOException {
    Map<String, String> flags =
        ConfigFile.read(
            write(
                """
                client-transport-security:
                  cert-file: a
                  client-cert-auth: true
                  auto-tls: false
                  allowed-hostname: h
                peer-transport-security:
                  cert-file: b
                  key-file:
                  client-cert-auth: true
                  client-cert-file: c
                  trusted-ca-file: d
                  auto-tls: true
                  allowed-cn: n
                  allowed-hostname: p
                  skip-client-san-verification: true
                cipher-suites: [x, y]
                """));
    assertEquals(
        "{cert-file=a, client-cert-auth=true, auto-tls=false, client-cert-allowed-hostname=h,"
            + " peer-cert-file=b, peer-client-cert-auth=true, peer-client-cert-file=c,"
            + " peer-trusted-ca-file=d, peer-auto-tls=true, peer-cert-allowed-cn=n,"
            + " peer-cert-allowed-hostname=p, peer-skip-client-san-verification=true,"
            + " cipher-suites=x,y}",
        flags.toString());
    flags.keySet().forEach(flag -> assertTrue(new SettingsReader().isKnown(flag), flag));
  }

  @Test
  void whereThereIsAFileNeitherFlagsNorVariablesCount() throws IOException {
    Path file = write("name: from-file\n");
    CommandLine line =
        CommandLine.parse(
            List.of("--name=from-flag", "--config-file", file.toString()),
            Map.of("ETCD_SNAPSHOT_COUNT", "7"));
    assertEquals("from-file", line.config().name());
    assertEquals(10_000, line.config().snapshotCount());
    assertEquals(
        List.of(
            "loaded server configuration, other configuration command line flags and environment"
                + " variables will be ignored if provided: "
                + file),
        line.warnings());
    assertEquals(
        "from-file",
        CommandLine.parse(List.of(), Map.of("ETCD_CONFIG_FILE", file.toString())).config().name());
  }

  @Test
  void unknownKeysAreMentionedAndThatIsAll() throws IOException {
    CommandLine line = file("name: a\nnonsense: 3\nexperimental-corrupt-check-time: 5s\n");
    assertEquals(Duration.ofSeconds(5), line.config().get(GuardSettings.CORRUPT_CHECK_TIME));
    assertTrue(line.warnings().get(1).startsWith("unrecognized setting nonsense in "));
    assertEquals(3, line.warnings().size());
  }

  @Test
  void whatIsWrongIsSaidInOneLine() throws IOException {
    assertWrong("name: [", "error parsing --config-file: ");
    assertWrong("- a\n- b\n", "error parsing --config-file: ");
    assertWrong("name: {a: b}", "error parsing --config-file: name must not be a map");
    assertWrong("snapshot-count: many", "invalid value \"many\" for snapshot-count: ");
    assertWrong("listen-client-urls: http://127.0.0.1:1", "--advertise-client-urls is required");
    assertWrong("election-timeout: 400", "--election-timeout[400ms] should be at least as 5 times");
    ConfigException e =
        assertThrows(
            ConfigException.class,
            () -> CommandLine.parse(List.of("--config-file=/nowhere/at/all"), Map.of()));
    assertTrue(e.getMessage().startsWith("cannot read --config-file /nowhere/at/all"));
  }

  private void assertWrong(String text, String beginning) throws IOException {
    Path file = write(text);
    ConfigException e =
        assertThrows(
            ConfigException.class,
            () -> CommandLine.parse(List.of("--config-file=" + file), Map.of()));
    assertTrue(e.getMessage().startsWith(beginning), e.getMessage());
    assertEquals(1, e.getMessage().lines().count(), e.getMessage());
  }

  private CommandLine file(String text) throws IOException {
    return CommandLine.parse(List.of("--config-file=" + write(text)), Map.of());
  }

  private Path write(String text) throws IOException {
    return Files.writeString(directory.resolve("balsa.yaml"), text);
  }
}
