package dev.balsa.server.api;

import dev.balsa.server.metrics.Metrics;
import dev.balsa.server.node.Replica;
import dev.balsa.server.tracing.Tracing;
import java.util.function.LongSupplier;

/**
 * What every service works with.
 *
 * @param nanoTime a clock for measuring how long calls take
 * @param tracing records calls; null to record none
 */
record ApiContext(
    Replica replica,
    Gate gate,
    ResponseHeaders headers,
    ApiSettings settings,
    Metrics metrics,
    LongSupplier nanoTime,
    Tracing tracing) {

  ApiContext(
      Replica replica,
      ApiSettings settings,
      Metrics metrics,
      LongSupplier nanoTime,
      Tracing tracing) {
    this(
        replica,
        new Gate(replica),
        new ResponseHeaders(replica),
        settings,
        metrics,
        nanoTime,
        tracing);
  }
}
