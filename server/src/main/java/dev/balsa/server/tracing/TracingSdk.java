package dev.balsa.server.tracing;

import java.io.IOException;
import java.util.function.LongSupplier;

/**
 * The door to OpenTelemetry's SDK: knows none of its classes, so that whoever embeds the server
 * without them gets a sentence in place of spans.
 */
public final class TracingSdk {

  private TracingSdk() {}

  /**
   * Starts sending.
   *
   * @param wallMicros microseconds since 1970
   * @throws IOException if the address is none, or the libraries are not there; one line for the
   *     operator
   */
  public static Tracing start(TracingPlan plan, LongSupplier wallMicros) throws IOException {
    try {
      return OtlpSpans.toCollector(plan, wallMicros);
    } catch (NoClassDefFoundError | IllegalStateException e) {
      throw new IOException(
          "tracing needs OpenTelemetry's exporter (io.opentelemetry:opentelemetry-exporter-otlp and"
              + " io.opentelemetry:opentelemetry-exporter-sender-grpc-managed-channel), which is"
              + " not on the class path",
          e);
    } catch (IllegalArgumentException e) {
      throw new IOException(
          "--distributed-tracing-address: " + plan.address() + " is no address: " + e.getMessage(),
          e);
    }
  }
}
