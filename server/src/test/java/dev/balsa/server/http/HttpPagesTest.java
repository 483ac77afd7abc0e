package dev.balsa.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.server.apply.Alarm;
import dev.balsa.server.errors.EtcdError;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpPagesTest {

  private final ServerFixture server = new ServerFixture();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void tellsVersions() throws IOException {
    HttpClientProbe.Response response = get("/version");
    assertEquals(200, response.status());
    assertEquals("application/json", response.header("Content-Type"));
    assertEquals(
        "{\"etcdserver\":\"3.7.0\",\"etcdcluster\":\"3.7.0\",\"storage\":\"3.7.0\"}",
        response.body());
    server.replica.clusterVersion = null;
    assertTrue(get("/version").body().contains("\"etcdcluster\":\"not_decided\""));
  }

  @Test
  void isHealthyWithALeaderAndWithoutAlarms() throws IOException {
    HttpClientProbe.Response response = get("/health");
    assertEquals(200, response.status());
    assertEquals("{\"health\":\"true\",\"reason\":\"\"}", response.body());
    assertTrue(metrics().contains("etcd_server_health_success 1"));
  }

  @Test
  void isUnhealthyWithAnAlarmUnlessItIsExcluded() throws IOException {
    server.replica.extraAlarms = List.of(new Alarm(1, Alarm.NOSPACE));
    unhealthy("/health", "ALARM NOSPACE");
    assertEquals(200, get("/health?exclude=NOSPACE").status());
    server.replica.extraAlarms = List.of(new Alarm(1, Alarm.NOSPACE), new Alarm(2, Alarm.CORRUPT));
    unhealthy("/health?exclude=NOSPACE", "ALARM CORRUPT");
    assertEquals(200, get("/health?exclude=NOSPACE&exclude=CORRUPT").status());
    server.replica.extraAlarms = List.of(new Alarm(1, 9));
    unhealthy("/health", "ALARM UNKNOWN");
    assertTrue(metrics().contains("etcd_server_health_failures 3"));
  }

  @Test
  void isUnhealthyWithoutALeaderUnlessAskedAboutThisMemberAlone() throws IOException {
    server.replica.leaderId = 0;
    server.replica.readFailure = EtcdError.TIMEOUT;
    unhealthy("/health", "RAFT NO LEADER");
    assertEquals(200, get("/health?serializable=true").status());
    unhealthy("/health?serializable=false", "RAFT NO LEADER");
  }

  @Test
  void isUnhealthyWhenReadsFail() throws IOException {
    server.replica.readFailure = EtcdError.TIMEOUT;
    unhealthy("/health", "RANGE ERROR:etcdserver: request timed out");
  }

  private void unhealthy(String target, String reason) throws IOException {
    HttpClientProbe.Response response = get(target);
    assertEquals(503, response.status());
    assertEquals("{\"health\":\"false\",\"reason\":\"" + reason + "\"}\n", response.body());
  }

  @Test
  void saysOkWhenAProbePasses() throws IOException {
    for (String path : List.of("/livez", "/readyz", "/livez/serializable_read")) {
      HttpClientProbe.Response response = get(path);
      assertEquals(200, response.status());
      assertEquals("ok\n", response.body());
      assertEquals("text/plain; charset=utf-8", response.header("Content-Type"));
      assertEquals("nosniff", response.header("X-Content-Type-Options"));
    }
  }

  @Test
  void listsChecksWhenVerbose() throws IOException {
    assertEquals("[+]serializable_read ok\nok\n", get("/livez?verbose").body());
    assertEquals(
        """
        [+]data_corruption ok
        [+]serializable_read ok
        [+]linearizable_read ok
        [+]non_learner ok
        ok
        """,
        get("/readyz?verbose").body());
    assertEquals("[+]non_learner ok\nok\n", get("/readyz/non_learner?verbose").body());
  }

  @Test
  void listsChecksWhenOneFails() throws IOException {
    server.replica.readFailure = EtcdError.NO_LEADER;
    server.replica.extraAlarms = List.of(new Alarm(1, Alarm.CORRUPT));
    server.replica.learner = true;
    HttpClientProbe.Response response = get("/readyz");
    assertEquals(503, response.status());
    assertEquals(
        List.of(
            "[-]data_corruption failed: alarm activated: CORRUPT",
            "[+]serializable_read ok",
            "[-]linearizable_read failed: etcdserver: no leader",
            "[-]non_learner failed: not supported for learner"),
        response.body().lines().filter(line -> !line.isEmpty()).toList());
    assertEquals(200, get("/livez").status());
    assertEquals(503, get("/readyz/linearizable_read").status());
    assertEquals(200, get("/readyz/serializable_read").status());
    List<String> metrics = metrics();
    assertTrue(
        metrics.contains("etcd_server_healthcheck{type=\"readyz\",name=\"linearizable_read\"} 0"));
    assertTrue(
        metrics.contains(
            "etcd_server_healthchecks_total{type=\"readyz\",name=\"linearizable_read\","
                + "status=\"error\"} 2"));
  }

  @Test
  void leavesExcludedChecksOut() throws IOException {
    server.replica.readFailure = EtcdError.NO_LEADER;
    assertEquals(
        "[+]data_corruption ok\n[+]serializable_read ok\n[+]non_learner ok\nok\n",
        get("/readyz?verbose&exclude=linearizable_read&exclude=unknown").body());
    assertEquals(
        "[+]data_corruption ok\n[+]serializable_read ok\nok\n",
        get("/readyz?verbose&exclude=linearizable_read&exclude=non_learner").body());
  }

  @Test
  void showsMetrics() throws IOException {
    HttpClientProbe.Response response = get("/metrics");
    assertEquals(200, response.status());
    assertEquals("text/plain; version=0.0.4; charset=utf-8", response.header("Content-Type"));
    assertTrue(response.body().contains("\netcd_server_has_leader 0\n"));
    assertTrue(response.body().contains("\nprocess_resident_memory_bytes "));
    server.replica.full = true;
    assertEquals(503, get("/metrics").status());
  }

  @Test
  void showsVariables() throws IOException {
    String body = get("/debug/vars").body();
    assertTrue(body.contains("\"raftState\":\"StateLeader\""), body);
    assertTrue(body.contains("\"file_descriptor_limit\": "), body);
  }

  @Test
  void knowsNoOtherPage() throws IOException {
    for (String path : List.of("/", "/nothing", "/livez/", "/livez/non_learner", "/version/x")) {
      HttpClientProbe.Response response = get(path);
      assertEquals(404, response.status());
      assertEquals("404 page not found\n", response.body());
      assertNull(response.header("Allow"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/version", "/health", "/livez", "/readyz/non_learner", "/metrics"})
  void isOnlyToBeGot(String path) throws IOException {
    for (String method : List.of("POST", "PUT", "DELETE", "HEADER")) {
      HttpClientProbe.Response response = HttpClientProbe.request(server.address(), method, path);
      assertEquals(405, response.status());
      assertEquals("GET", response.header("Allow"));
      assertEquals("Method Not Allowed\n", response.body());
    }
  }

  private HttpClientProbe.Response get(String target) throws IOException {
    return HttpClientProbe.get(server.address(), target);
  }

  private List<String> metrics() throws IOException {
    StringWriter out = new StringWriter();
    server.metrics.write(out);
    return List.of(out.toString().split("\n"));
  }
}
