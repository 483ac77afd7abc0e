package dev.balsa.server.metrics;

import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.Histogram;

/**
 * {@code etcd_network_*}: bytes to and from clients and peers. Peer labels hold member ids in
 * hexadecimal.
 */
public final class NetworkMetrics {

  public final Counter clientReceivedBytes;
  public final Counter clientSentBytes;

  /** Labels: From. */
  public final Counter peerReceivedBytes;

  /** Labels: To. */
  public final Counter peerSentBytes;

  /** Labels: From. */
  public final Counter peerReceivedFailures;

  /** Labels: To. */
  public final Counter peerSentFailures;

  /** Seconds. Labels: To. */
  public final Histogram peerRoundTripSeconds;

  /** Labels: Local, Remote. */
  public final Gauge activePeers;

  /** Labels: Local, Remote. */
  public final Gauge knownPeers;

  /** Labels: Local, Remote. */
  public final Counter disconnectedPeers;

  /** Labels: Type, API. */
  public final Counter serverStreamFailures;

  /** Labels: To. */
  public final Counter snapshotSendSuccess;

  /** Labels: To. */
  public final Counter snapshotSendFailures;

  /** Labels: To. */
  public final Gauge snapshotSendInflights;

  /** Seconds. Labels: To. */
  public final Histogram snapshotSendSeconds;

  /** Labels: From. */
  public final Counter snapshotReceiveSuccess;

  /** Labels: From. */
  public final Counter snapshotReceiveFailures;

  /** Labels: From. */
  public final Gauge snapshotReceiveInflights;

  /** Seconds. Labels: From. */
  public final Histogram snapshotReceiveSeconds;

  NetworkMetrics(Series series) {
    clientReceivedBytes =
        series.counter(
            "etcd_network_client_grpc_received_bytes_total", "Bytes received from clients.");
    clientSentBytes =
        series.counter("etcd_network_client_grpc_sent_bytes_total", "Bytes sent to clients.");
    peerReceivedBytes =
        series.counter(
            "etcd_network_peer_received_bytes_total", "Bytes received from peers.", "From");
    peerSentBytes =
        series.counter("etcd_network_peer_sent_bytes_total", "Bytes sent to peers.", "To");
    peerReceivedFailures =
        series.counter(
            "etcd_network_peer_received_failures_total", "Failed receives from peers.", "From");
    peerSentFailures =
        series.counter("etcd_network_peer_sent_failures_total", "Failed sends to peers.", "To");
    peerRoundTripSeconds =
        series.histogram(
            "etcd_network_peer_round_trip_time_seconds",
            "Round trips between peers.",
            Buckets.doubling(0.0001, 16),
            "To");
    activePeers =
        series.gauge("etcd_network_active_peers", "Peers connected now.", "Local", "Remote");
    knownPeers = series.gauge("etcd_network_known_peers", "Peers known.", "Local", "Remote");
    disconnectedPeers =
        series.counter(
            "etcd_network_disconnected_peers_total", "Peers disconnected.", "Local", "Remote");
    serverStreamFailures =
        series.counter(
            "etcd_network_server_stream_failures_total", "Streams that failed.", "Type", "API");
    snapshotSendSuccess =
        series.counter("etcd_network_snapshot_send_success", "Snapshots sent.", "To");
    snapshotSendFailures =
        series.counter("etcd_network_snapshot_send_failures", "Snapshots not sent.", "To");
    snapshotSendInflights =
        series.gauge(
            "etcd_network_snapshot_send_inflights_total", "Snapshots on their way out.", "To");
    snapshotSendSeconds =
        series.histogram(
            "etcd_network_snapshot_send_total_duration_seconds",
            "How long sending a snapshot took.",
            Buckets.doubling(0.1, 10),
            "To");
    snapshotReceiveSuccess =
        series.counter("etcd_network_snapshot_receive_success", "Snapshots received.", "From");
    snapshotReceiveFailures =
        series.counter("etcd_network_snapshot_receive_failures", "Snapshots not received.", "From");
    snapshotReceiveInflights =
        series.gauge(
            "etcd_network_snapshot_receive_inflights_total", "Snapshots on their way in.", "From");
    snapshotReceiveSeconds =
        series.histogram(
            "etcd_network_snapshot_receive_total_duration_seconds",
            "How long receiving a snapshot took.",
            Buckets.doubling(0.1, 10),
            "From");
  }
}
