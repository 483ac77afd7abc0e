package dev.balsa.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineTest {

  @Test
  void withoutAFlagItServesOnTheUsualPortFromTheUsualDirectory() {
    BalsaConfig config = parse().config();
    assertEquals("[http://localhost:2379]", config.listenClientUrls().toString());
    assertEquals(Path.of("default.etcd"), config.dataDir());
    assertEquals(Path.of("default.etcd/member/wal"), config.walDir());
    assertEquals(
        "{default=[http://localhost:2380]}", config.initialCluster().peerUrls().toString());
    assertEquals(2L << 30, config.quotaBytes());
    assertEquals(new AutoCompaction.Off(), config.autoCompaction());
  }

  @Test
  void aValueFollowsAnEqualsSignOrAsTheNextWordAfterOneDashOrTwo() {
    for (String[] args :
        List.of(
            new String[] {"--name=a"},
            new String[] {"--name", "a"},
            new String[] {"-name=a"},
            new String[] {"-name", "a"})) {
      assertEquals("a", parse(args).config().name());
    }
  }

  @Test
  void theLastOfSeveralCounts() {
    assertEquals("b", parse("--name=a", "--name", "b").config().name());
  }

  @Test
  void aSwitchStandsAloneOrTakesItsValueAfterAnEqualsSign() {
    assertTrue(parse("--unsafe-no-fsync").config().get(UnsafeSettings.UNSAFE_NO_FSYNC));
    assertFalse(parse("--pre-vote=false").config().get(ClusterSettings.PRE_VOTE));
    assertFalse(parse("--pre-vote=F").config().get(ClusterSettings.PRE_VOTE));
  }

  @Test
  void aValueMayBeEmptyOrHoldEqualsSigns() {
    assertEquals(Path.of("default.etcd"), parse("--data-dir=").config().dataDir());
    BalsaConfig config =
        parse("--initial-cluster", "a=http://1.1.1.1:1,b=http://2.2.2.2:2,a=http://3.3.3.3:3")
            .config();
    assertEquals(
        "{a=[http://1.1.1.1:1, http://3.3.3.3:3], b=[http://2.2.2.2:2]}",
        config.initialCluster().peerUrls().toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "--nam=a | unknown flag --nam; did you mean --name?",
        "--zzzzzz | unknown flag --zzzzzz; --help lists the flags there are",
        "--name | flag needs an argument: --name",
        "--=a | bad flag syntax: --=a",
        "---name=a | bad flag syntax: ---name=a",
        "serve | \"serve\" is not a valid flag",
        "--pre-vote false | \"false\" is not a valid flag; a switch takes its value after an equals"
            + " sign: --pre-vote=false",
        "--pre-vote=maybe | invalid value \"maybe\" for --pre-vote: expected true or false",
        "--snapshot-count=-1 | invalid value \"-1\" for --snapshot-count: expected a whole number"
            + " from 0 to 9223372036854775807",
        "--snapshot-count=many | invalid value \"many\" for --snapshot-count: expected a whole"
            + " number from 0 to 9223372036854775807",
        "--log-level=loud | invalid value \"loud\" for --log-level: expected one of debug, info,"
            + " warn, error, dpanic, panic, fatal",
        "--initial-cluster-state=old | invalid value \"old\" for --initial-cluster-state: expected"
            + " one of new, existing",
        "--grpc-keepalive-timeout=20 | invalid value \"20\" for --grpc-keepalive-timeout: expected"
            + " a duration such as 300ms, 5s or 1h30m",
        "--listen-peer-urls=http://example.com:1 | expected IP in URL for binding"
            + " (--listen-peer-urls=http://example.com:1)",
        "--listen-peer-urls=1.2.3.4:5 | invalid value \"1.2.3.4:5\" for --listen-peer-urls:"
            + " \"1.2.3.4:5\" is not a URL such as http://127.0.0.1:2379",
        "--listen-peer-urls=http://1.2.3.4 | invalid value \"http://1.2.3.4\" for"
            + " --listen-peer-urls: URL must have the form http://host:port: http://1.2.3.4",
        "--listen-peer-urls=http://1.2.3.4:5/x | invalid value \"http://1.2.3.4:5/x\" for"
            + " --listen-peer-urls: URL must not contain a path: http://1.2.3.4:5/x",
        "--listen-client-urls=http://127.0.0.1:1 | --advertise-client-urls is required when"
            + " --listen-client-urls is set explicitly",
        "--election-timeout=400 | --election-timeout[400ms] should be at least as 5 times as"
            + " --heartbeat-interval[100ms]",
        "--election-timeout=50001 | --election-timeout[50001ms] is too long, and should be set less"
            + " than 50000ms",
        "--auto-compaction-mode=yearly | invalid value \"yearly\" for --auto-compaction-mode:"
            + " expected one of periodic, revision",
        "--initial-cluster=http://1.1.1.1:1 | --initial-cluster must have the form"
            + " name=http://host:port,...: http://1.1.1.1:1",
        "--discovery-srv=x --discovery-endpoints=y --discovery-token=z | multiple discovery or"
            + " bootstrap flags are set. Choose one of \"initial-cluster\","
            + " \"discovery-endpoints\" or \"discovery-srv\"",
        "--discovery-srv=x --initial-cluster=a=http://1.1.1.1:1 | multiple discovery or bootstrap"
            + " flags are set. Choose one of \"initial-cluster\", \"discovery-endpoints\" or"
            + " \"discovery-srv\"",
        "--discovery-token=x | both --discovery-token and --discovery-endpoints must be set",
        "--discovery-endpoints=x | both --discovery-token and --discovery-endpoints must be set",
        "--discovery-endpoints=x,,y --discovery-token=z | --discovery-endpoints must not contain"
            + " empty endpoints",
        "--discovery-fallback=proxy | v2 proxy is deprecated, and --discovery-fallback can't be"
            + " configured as \"proxy\"",
        "--discovery=https://discovery.etcd.io/x | unknown flag --discovery; --help lists the flags"
            + " there are",
        "--discovery-proxy=x | unknown flag --discovery-proxy; --help lists the flags there are",
        "--cert-file=x | KeyFile and CertFile must both be present[key: , cert: x]",
        "--peer-client-key-file=x | ClientKeyFile and ClientCertFile must both be present or both"
            + " absent: key: x, cert: ]",
        "--listen-client-urls=https://127.0.0.1:1 --advertise-client-urls=https://127.0.0.1:1 | TLS"
            + " key/cert (--cert-file, --key-file) must be provided for client url"
            + " https://127.0.0.1:1 with HTTPS scheme",
        "--listen-metrics-urls=https://127.0.0.1:1 | client TLS key/cert (--cert-file, --key-file)"
            + " must be provided for metrics secure url",
        "--listen-peer-urls=https://localhost:2380 | cannot listen on TLS for 127.0.0.1:2380:"
            + " KeyFile and CertFile are not presented",
        "--tls-min-version=TLS1.1 | unexpected TLS version \"TLS1.1\"",
        "--tls-min-version=TLS1.3 --tls-max-version=TLS1.2 | min version (TLS1.3) is greater than"
            + " max version (TLS1.2)",
        "--tls-min-version=TLS1.3 --cipher-suites=TLS_AES_128_GCM_SHA256 | cipher suites cannot be"
            + " configured when only TLS1.3 is enabled",
        "--peer-cert-allowed-cn=a,b --peer-cert-allowed-hostname=c | AllowedCNs and"
            + " AllowedHostnames are mutually exclusive (cns=[\"a\" \"b\"], hostnames=[\"c\"])",
        "--compact-hash-check-time=0s | --compact-hash-check-time must be >0 (set to 0s)",
        "--enable-distributed-tracing --distributed-tracing-sampling-rate=1000001 | tracing"
            + " sampling rate must be less than 1000000",
        "--enable-log-rotation | --log-outputs requires a single file path when"
            + " --log-rotate-config-json is defined",
        "--enable-log-rotation --log-outputs=/a,/b | --log-outputs requires a single file path when"
            + " --log-rotate-config-json is defined",
        "--feature-gates=NoSuchGate=true | unrecognized feature gate: NoSuchGate",
        "--api-version=3 | --api-version must have the form 3.7.0: 3",
      })
  void whatIsWrongIsSaidInOneLine(String args, String message) {
    ConfigException e = assertThrows(ConfigException.class, () -> parse(args.split(" ")));
    assertEquals(message, e.getMessage());
    assertEquals(1, e.getMessage().lines().count());
  }

  @Test
  void aVariableCountsWhereTheFlagIsAbsent() {
    assertEquals("a", parse(Map.of("ETCD_NAME", "a")).config().name());
    assertEquals("default", parse(Map.of("ETCD_NAME", "")).config().name());
  }

  @Test
  void aFlagAndItsVariableTogetherAreAnError() {
    ConfigException e =
        assertThrows(ConfigException.class, () -> parse(Map.of("ETCD_NAME", "a"), "--name=b"));
    assertEquals(
        "conflicting environment variable ETCD_NAME is shadowed by corresponding command-line flag"
            + " --name (either unset environment variable or disable flag)",
        e.getMessage());
  }

  @Test
  void unknownVariablesAreMentionedAndThatIsAll() {
    CommandLine line =
        parse(Map.of("ETCD_ON_K8S", "yes", "ETCD_UNSUPPORTED_ARCH", "arm", "HOME", "/"));
    assertEquals(List.of("unrecognized environment variable ETCD_ON_K8S"), line.warnings());
  }

  @Test
  void aFlagOfAnEngineThatIsNotHereIsTakenWithAWarning() {
    CommandLine line =
        parse(
            "--backend-batch-limit=5",
            "--snapshot",
            "x",
            "--experimental-compaction-batch-limit=7");
    assertEquals(3, line.warnings().size());
    assertEquals(7, line.config().compactionBatchLimit());
  }

  @Test
  void helpAndVersionWinOverEverythingElse() {
    assertEquals(CommandLine.Request.HELP, parse("--name=a", "--help").request());
    assertEquals(CommandLine.Request.HELP, parse("-h").request());
    assertEquals(CommandLine.Request.VERSION, parse("--version").request());
    assertEquals(CommandLine.Request.SERVE, parse("--version=false").request());
  }

  private static CommandLine parse(String... args) {
    return parse(Map.of(), args);
  }

  private static CommandLine parse(Map<String, String> variables, String... args) {
    return CommandLine.parse(List.of(args), variables);
  }
}
