package dev.balsa.server.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsTest {

  private final Metrics metrics = new Metrics();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "etcd_server_has_leader gauge",
        "etcd_server_leader_changes_seen_total counter",
        "etcd_server_proposals_failed_total counter",
        "etcd_server_proposals_pending gauge",
        "etcd_server_proposals_committed_total gauge",
        "etcd_server_proposals_applied_total gauge",
        "etcd_server_quota_backend_bytes gauge",
        "etcd_mvcc_db_total_size_in_bytes gauge",
        "etcd_mvcc_db_total_size_in_use_in_bytes gauge",
        "etcd_disk_wal_fsync_duration_seconds histogram",
        "etcd_disk_wal_write_bytes_total gauge",
        "etcd_disk_backend_commit_duration_seconds histogram",
        "etcd_network_client_grpc_received_bytes_total counter",
        "etcd_network_client_grpc_sent_bytes_total counter",
        "etcd_network_peer_received_bytes_total counter",
        "etcd_network_peer_sent_bytes_total counter",
        "etcd_network_peer_sent_failures_total counter",
        "etcd_network_peer_round_trip_time_seconds histogram",
        "grpc_server_started_total counter",
        "grpc_server_handled_total counter",
        "process_resident_memory_bytes gauge",
        "process_cpu_seconds_total counter",
        "os_fd_used gauge",
        "os_fd_limit gauge",
        "etcd_server_health_success counter",
        "etcd_server_learner_promote_failures counter",
        "etcd_network_snapshot_send_success counter",
        "etcd_server_snapshot_apply_in_progress_total gauge",
        "etcd_debugging_mvcc_db_compaction_pause_duration_milliseconds histogram",
        "etcd_debugging_lease_ttl_total histogram",
      })
  void showsEtcdsNameAndType(String nameAndType) throws IOException {
    assertTrue(lines().contains("# TYPE " + nameAndType), nameAndType);
  }

  @Test
  void showsCountersThatHaveNoTotalInTheirNames() throws IOException {
    metrics.server.healthSuccess.inc();
    metrics.network.snapshotSendSuccess.labels("ab").inc(2);
    assertTrue(lines().contains("etcd_server_health_success 1"));
    assertTrue(lines().contains("etcd_network_snapshot_send_success{To=\"ab\"} 2"));
  }

  @Test
  void showsNoSeriesThatEtcdDoesNotHave() throws IOException {
    metrics.server.proposalsFailed.inc();
    assertFalse(text().contains("_created"));
  }

  @Test
  void printsBucketBoundsAsGoDoes() throws IOException {
    metrics.mvcc.compactionPauseMillis.observe(3);
    String name = "etcd_debugging_mvcc_db_compaction_pause_duration_milliseconds";
    assertTrue(lines().contains(name + "_bucket{le=\"2\"} 0"));
    assertTrue(lines().contains(name + "_bucket{le=\"4\"} 1"));
    assertTrue(lines().contains(name + "_bucket{le=\"4096\"} 1"));
    assertTrue(lines().contains(name + "_bucket{le=\"+Inf\"} 1"));
    assertTrue(lines().contains(name + "_count 1"));
  }

  @Test
  void hasTheFourteenBucketsOfFsync() throws IOException {
    List<String> bounds =
        lines().stream()
            .filter(line -> line.startsWith("etcd_disk_wal_fsync_duration_seconds_bucket"))
            .map(line -> line.substring(line.indexOf('"') + 1, line.lastIndexOf('"')))
            .toList();
    assertEquals(
        List.of(
            "0.001", "0.002", "0.004", "0.008", "0.016", "0.032", "0.064", "0.128", "0.256",
            "0.512", "1.024", "2.048", "4.096", "8.192", "+Inf"),
        bounds);
  }

  @Test
  void readsASampledGaugeWhenScraped() throws IOException {
    long[] revision = {7};
    metrics.mvcc.currentRevision.from(() -> revision[0]);
    revision[0] = 9;
    assertTrue(lines().contains("etcd_debugging_mvcc_current_revision 9"));
  }

  @Test
  void showsEveryCodeOfAMethodAsZeroBeforeTheFirstCall() throws IOException {
    MethodMetrics put = metrics.rpc.method("unary", "etcdserverpb.KV", "Put", "OK", "Canceled");
    String labels = "grpc_type=\"unary\",grpc_service=\"etcdserverpb.KV\",grpc_method=\"Put\"";
    assertTrue(lines().contains("grpc_server_started_total{" + labels + "} 0"));
    assertTrue(
        lines().contains("grpc_server_handled_total{" + labels + ",grpc_code=\"Canceled\"} 0"));
    put.handled(1);
    assertTrue(
        lines().contains("grpc_server_handled_total{" + labels + ",grpc_code=\"Canceled\"} 1"));
  }

  @Test
  void boundsTheNumberOfClientVersions() throws IOException {
    for (int i = 0; i < 10 * RpcMetrics.MAX_CLIENT_VERSIONS; i++) {
      metrics.rpc.clientRequests("unary", "v" + i).inc();
    }
    long series =
        lines().stream()
            .filter(line -> line.startsWith("etcd_server_client_requests_total{"))
            .count();
    assertEquals(RpcMetrics.MAX_CLIENT_VERSIONS + 1, series);
  }

  @Test
  void measuresCallsOnlyWhenAsked() throws IOException {
    assertFalse(text().contains("grpc_server_handling_seconds"));
    StringWriter extensive = new StringWriter();
    new Metrics(true).write(extensive);
    assertTrue(extensive.toString().contains("# TYPE grpc_server_handling_seconds histogram"));
  }

  @Test
  void countsTwoServersApart() throws IOException {
    new Metrics().server.proposalsFailed.inc();
    assertTrue(lines().contains("etcd_server_proposals_failed_total 0"));
  }

  @Test
  void escapesLabelValues() throws IOException {
    metrics.server.version.only("a\"b\\c\nd");
    assertTrue(lines().contains("etcd_server_version{server_version=\"a\\\"b\\\\c\\nd\"} 1"));
  }

  private String text() throws IOException {
    StringWriter out = new StringWriter();
    metrics.write(out);
    return out.toString();
  }

  private List<String> lines() throws IOException {
    return Arrays.asList(text().split("\n"));
  }
}
