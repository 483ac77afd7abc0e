package dev.balsa.tools.monitoring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.balsa.embedded.EmbeddedBalsa;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Dashboards and alert rules find what they ask for on a running cluster's pages. */
class MonitoringTest {

  private static final Path FILES = Path.of("monitoring");

  /** The page of a member that has peers, with all that {@code --metrics=extensive} adds. */
  private static Shown shown;

  @BeforeAll
  static void scrape(@TempDir Path directory) throws Exception {
    // On disk: only there is a storage engine that has figures of its own.
    try (EmbeddedBalsa cluster =
        EmbeddedBalsa.builder()
            .members(3)
            .directory(directory)
            .listen()
            .flag("metrics", "extensive")
            .start()) {
      cluster.client().kv().put("k", "v").await();
      StringBuilder pages = new StringBuilder();
      for (String endpoint : cluster.endpoints()) {
        String url = endpoint.startsWith("http") ? endpoint : "http://" + endpoint;
        pages.append(
            HttpClient.newHttpClient()
                .send(
                    HttpRequest.newBuilder(URI.create(url + "/metrics")).build(),
                    HttpResponse.BodyHandlers.ofString())
                .body());
      }
      shown = Shown.of(pages.toString());
    }
  }

  /** The series and labels that etcd's well-known dashboard and alert rules ask for. */
  @Test
  void etcdsDashboardAndAlertRulesFindEverySeries() throws IOException {
    List<String> missing = new ArrayList<>();
    int count = 0;
    try (InputStream in = MonitoringTest.class.getResourceAsStream("etcd-mixin-series.tsv")) {
      for (String line :
          new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(each -> !each.startsWith("#"))
              .toList()) {
        String[] columns = line.split("\t", -1);
        Set<String> labels =
            columns[1].isEmpty() ? Set.of() : new TreeSet<>(List.of(columns[1].split(",", -1)));
        note(missing, columns[0], labels);
        count++;
      }
    }
    assertTrue(count > 20, "the list is short: " + count);
    assertEquals(List.of(), missing);
  }

  @Test
  void ourDashboardFindsEverySeries() throws IOException {
    JsonObject dashboard =
        JsonParser.parseString(Files.readString(FILES.resolve("balsa-dashboard.json")))
            .getAsJsonObject();
    List<String> queries = new ArrayList<>();
    Set<Integer> ids = new TreeSet<>();
    for (JsonElement each : dashboard.getAsJsonArray("panels")) {
      JsonObject panel = each.getAsJsonObject();
      assertTrue(ids.add(panel.get("id").getAsInt()), "a panel's id twice: " + panel.get("id"));
      if (panel.has("targets")) {
        panel
            .getAsJsonArray("targets")
            .forEach(target -> queries.add(target.getAsJsonObject().get("expr").getAsString()));
      }
    }
    assertTrue(queries.size() > 50);
    assertFound(queries);
  }

  @Test
  void ourAlertRulesFindEverySeriesAndSayWhatIsWrong() throws IOException {
    List<String> queries = new ArrayList<>();
    Set<String> names = new TreeSet<>();
    for (Object group : list(yaml("alerts.yml"), "groups")) {
      for (Object each : list(group, "rules")) {
        Map<?, ?> rule = (Map<?, ?>) each;
        names.add((String) rule.get("alert"));
        queries.add((String) rule.get("expr"));
        assertTrue(
            Set.of("warning", "critical")
                .contains(((Map<?, ?>) rule.get("labels")).get("severity")));
        Map<?, ?> notes = (Map<?, ?>) rule.get("annotations");
        assertTrue(notes.containsKey("summary") && notes.containsKey("description"));
        assertTrue(((String) rule.get("for")).matches("[0-9]+[smh]"));
      }
    }
    assertTrue(names.size() >= 18, names.toString());
    assertFound(queries);
  }

  @Test
  void prometheusIsToldOfTheRules() throws IOException {
    assertEquals(List.of("alerts.yml"), list(yaml("prometheus.yml"), "rule_files"));
    assertEquals(1, list(yaml("prometheus.yml"), "scrape_configs").size());
  }

  @Test
  void theReaderOfQueriesFindsNamesAndLabels() {
    assertEquals(
        "{a_total=[x], b=[], c_bucket=[le]}",
        PromQl.series(
                "sum by (le, x) (rate(a_total{job=\"j\",x=~\"p|q\"}[5m])) / b > 0.5"
                    + " or histogram_quantile(0.99, c_bucket{le=\"1\"}[15m:1m])")
            .toString());
    assertEquals("nothing_like_this is not shown", shown.missing("nothing_like_this", Set.of()));
    assertEquals(
        "etcd_server_has_leader has no label [x]",
        shown.missing("etcd_server_has_leader", Set.of("x")));
  }

  private static void assertFound(List<String> queries) {
    List<String> missing = new ArrayList<>();
    for (String query : queries) {
      PromQl.series(query).forEach((name, labels) -> note(missing, name, labels));
    }
    assertEquals(List.of(), missing);
  }

  private static void note(List<String> missing, String name, Set<String> labels) {
    String lack = shown.missing(name, labels);
    if (lack != null) {
      missing.add(lack);
    }
  }

  private static Object yaml(String file) throws IOException {
    return new Load(LoadSettings.builder().setLabel(file).build())
        .loadFromString(Files.readString(FILES.resolve(file)));
  }

  private static List<?> list(Object map, String key) {
    return (List<?>) ((Map<?, ?>) map).get(key);
  }
}
