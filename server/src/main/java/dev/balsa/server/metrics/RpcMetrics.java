package dev.balsa.server.metrics;

import io.prometheus.client.Counter;
import io.prometheus.client.Histogram;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * {@code grpc_server_*}: calls by method and code, and {@code etcd_server_client_requests_total}.
 */
public final class RpcMetrics {

  /**
   * How many different client versions get a label value of their own; a client chooses the text,
   * so it must be bounded.
   */
  static final int MAX_CLIENT_VERSIONS = 32;

  private static final String OTHER_VERSIONS = "other";

  private final Counter started;
  private final Counter handled;
  private final Counter received;
  private final Counter sent;
  private final Counter clientRequests;
  private final Histogram handlingSeconds;
  private final Set<String> clientVersions = ConcurrentHashMap.newKeySet();

  /** Looked up once for every version, so that a call pays for an addition alone. */
  private final Map<String, Counter.Child> unaryClients = new ConcurrentHashMap<>();

  private final Map<String, Counter.Child> streamClients = new ConcurrentHashMap<>();

  RpcMetrics(Series series, boolean extensive) {
    String[] method = {"grpc_type", "grpc_service", "grpc_method"};
    String[] methodAndCode = {"grpc_type", "grpc_service", "grpc_method", "grpc_code"};
    started = series.counter("grpc_server_started_total", "Calls started.", method);
    handled = series.counter("grpc_server_handled_total", "Calls finished.", methodAndCode);
    received = series.counter("grpc_server_msg_received_total", "Messages received.", method);
    sent = series.counter("grpc_server_msg_sent_total", "Messages sent.", method);
    handlingSeconds =
        extensive
            ? series.histogram(
                "grpc_server_handling_seconds",
                "How long calls took.",
                new double[] {.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10},
                method)
            : null;
    clientRequests =
        series.counter(
            "etcd_server_client_requests_total",
            "Requests by the version of the client.",
            "type",
            "client_api_version");
  }

  /**
   * The series of one method, all of them shown from now on as 0.
   *
   * @param type unary, client_stream, server_stream or bidi_stream
   * @param codes canonical names of the status codes in the order of their numbers
   */
  public MethodMetrics method(String type, String service, String method, String... codes) {
    Counter.Child[] byCode = new Counter.Child[codes.length];
    for (int i = 0; i < codes.length; i++) {
      byCode[i] = handled.labels(type, service, method, codes[i]);
    }
    return new MethodMetrics(
        started.labels(type, service, method),
        received.labels(type, service, method),
        sent.labels(type, service, method),
        byCode,
        handlingSeconds == null ? null : handlingSeconds.labels(type, service, method));
  }

  /**
   * The counter of requests from clients of one version.
   *
   * @param type unary or stream
   * @param version what the client says, or unknown
   */
  public Counter.Child clientRequests(String type, String version) {
    Map<String, Counter.Child> byVersion = type.equals("unary") ? unaryClients : streamClients;
    Counter.Child known = byVersion.get(version);
    if (known != null) {
      return known;
    }
    boolean room = clientVersions.contains(version);
    if (!room && clientVersions.size() < MAX_CLIENT_VERSIONS) {
      clientVersions.add(version);
      room = true;
    }
    if (!room) {
      return clientRequests.labels(type, OTHER_VERSIONS);
    }
    return byVersion.computeIfAbsent(version, text -> clientRequests.labels(type, text));
  }
}
