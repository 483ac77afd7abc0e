package dev.balsa.server.metrics;

import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.Histogram;

/** {@code etcd_server_*}: consensus, requests, health. */
public final class ServerMetrics {

  public final SampledGauge hasLeader;
  public final SampledGauge isLeader;
  public final SampledGauge isLearner;
  public final Counter leaderChangesSeen;
  public final Counter proposalsFailed;
  public final SampledGauge proposalsPending;

  /** A gauge by etcd's choice: the committed index. */
  public final SampledGauge proposalsCommitted;

  /** A gauge by etcd's choice: the applied index. */
  public final SampledGauge proposalsApplied;

  public final SampledGauge quotaBackendBytes;
  public final Counter heartbeatSendFailures;
  public final Counter slowApply;
  public final Counter slowReadIndexes;
  public final Counter readIndexesFailed;
  public final SampledGauge snapshotApplyInProgress;
  public final Counter learnerPromoteSuccesses;

  /** Labels: Reason. */
  public final Counter learnerPromoteFailures;

  public final Counter healthSuccess;
  public final Counter healthFailures;

  /** Labels: type (livez, readyz), name. 1 when the check passed last. */
  public final Gauge healthcheck;

  /** Labels: type, name, status (success, error). */
  public final Counter healthchecks;

  /** Labels: server_id in hex; always 1. */
  public final SampledFamily id;

  /** Labels: server_version; always 1. */
  public final SampledFamily version;

  /** Labels: server_go_version, here the version of Java; always 1. */
  public final SampledFamily goVersion;

  /** Labels: cluster_version; 1 for the version in force. */
  public final SampledFamily clusterVersion;

  /** Labels: name, stage. */
  public final SampledFamily featureEnabled;

  /** Seconds. Labels: version (v3), op, success. */
  public final Histogram applySeconds;

  /** Seconds. Labels: success. */
  public final Histogram rangeSeconds;

  /** Seconds. Labels: type, success. */
  public final Histogram requestSeconds;

  /** Labels: server_id, alarm_type. */
  public final SampledFamily alarms;

  ServerMetrics(Series series) {
    hasLeader =
        series.sampled("etcd_server_has_leader", "Whether or not a leader exists. 1 is existence.");
    isLeader = series.sampled("etcd_server_is_leader", "Whether or not this member is a leader.");
    isLearner =
        series.sampled("etcd_server_is_learner", "Whether or not this member is a learner.");
    leaderChangesSeen =
        series.counter("etcd_server_leader_changes_seen_total", "Leader changes seen.");
    proposalsFailed =
        series.counter("etcd_server_proposals_failed_total", "Proposals that failed.");
    proposalsPending =
        series.sampled("etcd_server_proposals_pending", "Proposals waiting to be applied.");
    proposalsCommitted =
        series.sampled("etcd_server_proposals_committed_total", "Proposals committed.");
    proposalsApplied = series.sampled("etcd_server_proposals_applied_total", "Proposals applied.");
    quotaBackendBytes =
        series.sampled("etcd_server_quota_backend_bytes", "The quota of the store in bytes.");
    heartbeatSendFailures =
        series.counter(
            "etcd_server_heartbeat_send_failures_total",
            "Heartbeats that the leader sent too late.");
    slowApply = series.counter("etcd_server_slow_apply_total", "Applies that took too long.");
    slowReadIndexes =
        series.counter(
            "etcd_server_slow_read_indexes_total", "Linearizable rounds that were slow.");
    readIndexesFailed =
        series.counter("etcd_server_read_indexes_failed_total", "Linearizable rounds that failed.");
    snapshotApplyInProgress =
        series.sampled(
            "etcd_server_snapshot_apply_in_progress_total", "1 while a snapshot is installed.");
    learnerPromoteSuccesses =
        series.counter("etcd_server_learner_promote_successes", "Learners promoted here.");
    learnerPromoteFailures =
        series.counter(
            "etcd_server_learner_promote_failures", "Learners not promoted here.", "Reason");
    healthSuccess = series.counter("etcd_server_health_success", "Health checks that passed.");
    healthFailures = series.counter("etcd_server_health_failures", "Health checks that failed.");
    healthcheck =
        series.gauge("etcd_server_healthcheck", "The result of each check.", "type", "name");
    healthchecks =
        series.counter(
            "etcd_server_healthchecks_total", "All runs of each check.", "type", "name", "status");
    id = series.sampledFamily("etcd_server_id", "The member id in hexadecimal.", "server_id");
    version = series.sampledFamily("etcd_server_version", "The version served.", "server_version");
    goVersion =
        series.sampledFamily(
            "etcd_server_go_version", "What runs the server, here Java.", "server_go_version");
    clusterVersion =
        series.sampledFamily(
            "etcd_cluster_version", "The version of the cluster.", "cluster_version");
    featureEnabled =
        series.sampledFamily(
            "etcd_server_feature_enabled", "Whether a feature is on: 1 or 0.", "name", "stage");
    applySeconds =
        series.histogram(
            "etcd_server_apply_duration_seconds",
            "How long applying a request took.",
            Buckets.tenthsOfMilliseconds(),
            "version",
            "op",
            "success");
    rangeSeconds =
        series.histogram(
            "etcd_server_range_duration_seconds",
            "How long a range took.",
            Buckets.tenthsOfMilliseconds(),
            "success");
    requestSeconds =
        series.histogram(
            "etcd_server_request_duration_seconds",
            "How long a request took.",
            Buckets.milliseconds(),
            "type",
            "success");
    alarms =
        series.sampledFamily(
            "etcd_debugging_server_alarms",
            "Alarms in force: 1 when raised.",
            "server_id",
            "alarm_type");
  }

  /**
   * How long applying one kind of request takes, shown from now on.
   *
   * @param op etcd's word for it, such as {@code DeleteRange}
   */
  public ApplyMetrics apply(String op) {
    return new ApplyMetrics(applySeconds, op);
  }

  /**
   * How long requests of one kind take, shown from now on.
   *
   * @param type etcd's word for it, such as {@code DeleteRange}
   */
  public RequestMetrics request(String type) {
    return new RequestMetrics(requestSeconds, type);
  }
}
