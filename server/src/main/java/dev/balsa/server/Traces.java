package dev.balsa.server;

import dev.balsa.server.config.BalsaConfig;
import dev.balsa.server.config.TracingSettings;
import dev.balsa.server.env.Clock;
import dev.balsa.server.tracing.Tracing;
import dev.balsa.server.tracing.TracingPlan;
import dev.balsa.server.tracing.TracingSdk;
import java.io.IOException;

/** From settings to a record of calls. */
final class Traces {

  private Traces() {}

  /**
   * Starts recording if that was asked for.
   *
   * @return null if it was not; then nothing of OpenTelemetry is touched
   * @throws IOException if it cannot be done; one line for the operator
   */
  static Tracing start(BalsaConfig config, Clock clock) throws IOException {
    if (!config.get(TracingSettings.ENABLE_DISTRIBUTED_TRACING)) {
      return null;
    }
    TracingPlan plan =
        new TracingPlan(
            config.get(TracingSettings.DISTRIBUTED_TRACING_ADDRESS),
            config.get(TracingSettings.DISTRIBUTED_TRACING_SERVICE_NAME),
            config.get(TracingSettings.DISTRIBUTED_TRACING_INSTANCE_ID),
            config.get(TracingSettings.DISTRIBUTED_TRACING_SAMPLING_RATE));
    return TracingSdk.start(plan, clock::wallMicros);
  }
}
