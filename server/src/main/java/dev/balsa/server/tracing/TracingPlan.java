package dev.balsa.server.tracing;

/**
 * Where spans go and which are recorded.
 *
 * @param address host and port of what collects them by OTLP over gRPC, in plain text; or a URL
 * @param serviceName the resource attribute {@code service.name}
 * @param instanceId the resource attribute {@code service.instance.id}; empty for none
 * @param samplesPerMillion how many calls of a million are recorded that no client's span asks for
 */
public record TracingPlan(
    String address, String serviceName, String instanceId, long samplesPerMillion) {

  /** The largest rate: everything. */
  public static final long ALL_SAMPLES = 1_000_000;

  double ratio() {
    return (double) samplesPerMillion / ALL_SAMPLES;
  }

  /** The address as a URL. */
  String endpoint() {
    return address.contains("://") ? address : "http://" + address;
  }
}
