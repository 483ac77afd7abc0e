package dev.balsa.server.config;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BalsaConfigTest {

  @ParameterizedTest
  @CsvSource({
    "300ms,300000000",
    "1.5h,5400000000000",
    "2h45m,9900000000000",
    "0,0",
    "1us,1000",
    ".5s,500000000",
    "+1s,1000000000",
    "1h0.5s,3600500000000"
  })
  void durationsAreReadAsGoReadsThem(String text, long nanos) {
    assertEquals(nanos, GoDuration.parse(text).toNanos());
  }

  @ParameterizedTest
  @CsvSource({"''", "1", "s", ".s", "1x", "-1s", "1s2", "99999999999h"})
  void whatIsNoDurationIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> GoDuration.parse(text));
  }

  @ParameterizedTest
  @CsvSource({
    "10,10",
    "0x10,16",
    "0o17,15",
    "017,15",
    "0b101,5",
    "1_000,1000",
    "-5,-5",
    "0,0",
    "9223372036854775807,9223372036854775807"
  })
  void numbersAreReadAsGoReadsThem(String text, long number) {
    assertEquals(number, GoInteger.parse(text, Long.MIN_VALUE, Long.MAX_VALUE));
  }

  @ParameterizedTest
  @CsvSource({"''", "1.5", "089", "0x", "_1", "1__0", "9223372036854775808", "--1"})
  void whatIsNoNumberIsRefused(String text) {
    assertThrows(
        IllegalArgumentException.class,
        () -> GoInteger.parse(text, Long.MIN_VALUE, Long.MAX_VALUE));
  }

  @Test
  void theQuotaHasADefaultAndCanBeSwitchedOff() {
    assertEquals(2L << 30, BalsaConfig.defaults().quotaBytes());
    assertEquals(
        5, BalsaConfig.builder().set(LimitSettings.QUOTA_BACKEND_BYTES, 5L).build().quotaBytes());
    assertEquals(
        Long.MAX_VALUE,
        BalsaConfig.builder().set(LimitSettings.QUOTA_BACKEND_BYTES, -1L).build().quotaBytes());
  }

  @Test
  void theRetentionIsHoursOrADurationOrRevisions() {
    assertEquals(
        new AutoCompaction.Periodic(Duration.ofHours(8)), AutoCompaction.of("periodic", "8"));
    assertEquals(
        new AutoCompaction.Periodic(Duration.ofMinutes(5)), AutoCompaction.of("periodic", "5m"));
    assertEquals(new AutoCompaction.Revisions(1000), AutoCompaction.of("revision", "1000"));
    assertEquals(new AutoCompaction.Off(), AutoCompaction.of("revision", "0"));
    assertThrows(ConfigException.class, () -> AutoCompaction.of("revision", "5m"));
  }

  @Test
  void anIntervalThatIsTooShortIsRaisedWithAWarning() {
    BalsaConfig config =
        BalsaConfig.builder()
            .set(HistorySettings.WATCH_PROGRESS_NOTIFY_INTERVAL, Duration.ofMillis(1))
            .build();
    assertEquals(Duration.ofMillis(100), config.watchProgressNotifyInterval());
    assertEquals(List.of("--watch-progress-notify-interval was raised to 100ms"), config.notices());
  }

  private static final BiPredicate<List<String>, List<String>> SAME = List::equals;

  @Test
  void aMemberFoundsAClusterOnlyUnderTheAddressesThatItIsListedWith() {
    InitialCluster cluster = InitialCluster.parse("a=http://1.1.1.1:1,b=http://2.2.2.2:2");
    assertDoesNotThrow(() -> cluster.verify("a", List.of(URI.create("http://1.1.1.1:1")), SAME));
    assertEquals(
        "couldn't find local name \"c\" in the initial cluster configuration",
        refusal(cluster, "c", "http://1.1.1.1:1"));
    assertEquals(
        "--initial-cluster has a=http://1.1.1.1:1 but missing from"
            + " --initial-advertise-peer-urls=http://1.1.1.1:9",
        refusal(cluster, "a", "http://1.1.1.1:9"));
    assertEquals(
        "--initial-advertise-peer-urls has http://1.1.1.1:9 but missing from"
            + " --initial-cluster=a=http://1.1.1.1:1",
        refusal(cluster, "a", "http://1.1.1.1:1", "http://1.1.1.1:9"));
    assertEquals(
        "initial cluster a=http://1.1.1.1:1,b=http://1.1.1.1:1 has duplicate url",
        refusal(
            InitialCluster.parse("a=http://1.1.1.1:1,b=http://1.1.1.1:1"),
            "a",
            "http://1.1.1.1:1"));
  }

  private static String refusal(InitialCluster cluster, String name, String... told) {
    List<URI> urls = Arrays.stream(told).map(URI::create).toList();
    return assertThrows(ConfigException.class, () -> cluster.verify(name, urls, SAME)).getMessage();
  }
}
