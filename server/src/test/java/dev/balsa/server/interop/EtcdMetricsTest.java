package dev.balsa.server.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Everything that etcd counts is counted here under the same name, type, labels and buckets. */
class EtcdMetricsTest {

  /** What Go, or a version that is gone, shows, and nobody draws. */
  private static final Set<String> ONLY_THERE =
      Set.of(
          "etcd_debugging_mvcc_db_total_size_in_bytes",
          "etcd_debugging_mvcc_delete_total",
          "etcd_debugging_mvcc_put_total",
          "etcd_debugging_mvcc_range_total",
          "etcd_debugging_mvcc_txn_total",
          "process_virtual_memory_max_bytes");

  private static EmbeddedBalsa balsa;
  private static Exposition page;

  @BeforeAll
  static void load() throws Exception {
    balsa = EmbeddedBalsa.start(Duration.ofMillis(100), Duration.ofSeconds(1));
    try (MetricsLoad load = new MetricsLoad(balsa.clientPort())) {
      load.run();
      get(balsa, "text/plain");
      // Figures about watchers may be a tick old.
      while (Exposition.parse(get(balsa, "text/plain").body())
              .total("etcd_debugging_mvcc_watcher_total")
          < 1) {
        Thread.onSpinWait();
      }
      page = Exposition.parse(get(balsa, "text/plain").body());
    }
  }

  @AfterAll
  static void stop() {
    balsa.close();
  }

  record Row(String name, String type, List<String> labels, String buckets, String seen) {
    static Row of(String line) {
      String[] columns = line.split("\t", -1);
      List<String> labels = columns[2].equals("-") ? List.of() : List.of(columns[2].split(",", -1));
      return new Row(columns[0], columns[1], labels, columns[3], columns[4]);
    }
  }

  static List<Row> table() {
    try (InputStream in = EtcdMetricsTest.class.getResourceAsStream("etcd-metrics.tsv")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(Row::of)
          .toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @TestFactory
  Stream<DynamicTest> everyMetricOfTheReferenceIsShown() {
    return table().stream().map(row -> DynamicTest.dynamicTest(row.name(), () -> check(row)));
  }

  private static void check(Row row) {
    assertEquals(row.type(), page.types().get(row.name()), "type");
    assertTrue(page.help(row.name()).length() > 5, "help");
    if (row.seen().equals("peers")) {
      return; // its labels are other members: see the test of three
    }
    assertEquals(new TreeSet<>(row.labels()), page.labelsOf(row.name()), "labels");
    if (!row.buckets().equals("-")) {
      assertEquals(bounds(row.buckets()), page.bounds(row.name()), "buckets");
    }
    if (row.seen().equals("above0")) {
      assertTrue(page.total(row.name()) > 0, "nothing was counted");
    }
  }

  /** The bounds as Go prints them: the shortest text of the number. */
  static List<String> bounds(String rule) {
    String[] parts = rule.split("\\*2\\^", -1);
    List<String> bounds = new ArrayList<>();
    BigDecimal bound = new BigDecimal(parts[0]);
    for (int i = 0; i < Integer.parseInt(parts[1]); i++) {
      bounds.add(
          bound.compareTo(BigDecimal.valueOf(1_000_000)) < 0
              ? bound.stripTrailingZeros().toPlainString()
              : String.format(java.util.Locale.ROOT, "%.6fe+06", bound.doubleValue() / 1e6));
      bound = bound.add(bound);
    }
    bounds.add("+Inf");
    return bounds;
  }

  @Test
  void whatDebiansEtcdShowsIsShownHereWithTheSameTypeAndLabels() throws Exception {
    try (EtcdProcess etcd = EtcdProcess.start();
        MetricsLoad load = new MetricsLoad(etcd.clientPort())) {
      load.run();
      Exposition theirs = Exposition.parse(get(etcd, "text/plain").body());
      List<String> differences = new ArrayList<>();
      for (Map.Entry<String, String> each : theirs.types().entrySet()) {
        String name = each.getKey();
        if (ONLY_THERE.contains(name) || name.startsWith("go_mem") || name.contains("grpc_proxy")) {
          continue;
        }
        String theirShape = each.getValue() + theirs.labelsOf(name) + theirs.bounds(name);
        String ourShape = page.types().get(name) + page.labelsOf(name) + page.bounds(name);
        boolean summary = each.getValue().equals("summary"); // its quantiles are Go's own
        if (!summary && !theirShape.equals(ourShape)) {
          differences.add(name + ": " + theirShape + " there, " + ourShape + " here");
        }
      }
      assertEquals(List.of(), differences);
    }
  }

  @Test
  void speaksOpenMetricsToWhoLikesItBetterAndKeepsTheNames() throws Exception {
    HttpResponse<String> answer =
        get(
            balsa,
            "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.1");
    assertEquals(
        "application/openmetrics-text; version=1.0.0; charset=utf-8",
        answer.headers().firstValue("content-type").orElse(""));
    assertTrue(answer.body().endsWith("\n# EOF\n"));
    Exposition open = Exposition.parse(answer.body());
    assertEquals("counter", open.types().get("etcd_mvcc_put"));
    assertTrue(open.total("etcd_mvcc_put_total") > 0);
    assertTrue(open.total("etcd_server_health_success") > 0);
  }

  @Test
  void speaksPlainTextToWhoDoesNotAskForMore() throws Exception {
    for (String accept :
        List.of("*/*", "text/plain", "text/html, application/openmetrics-text;q=x")) {
      assertEquals(
          "text/plain; version=0.0.4; charset=utf-8",
          get(balsa, accept).headers().firstValue("content-type").orElse(""));
    }
  }

  static HttpResponse<String> get(Subject server, String accept) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://" + server.endpoint() + "/metrics"))
                .header("Accept", accept)
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }
}
