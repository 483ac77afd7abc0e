package dev.balsa.server.config;

import java.util.List;

/** Whether calls are recorded as spans of OpenTelemetry, and where those go. */
public final class TracingSettings {

  private TracingSettings() {}

  public static final Setting<Boolean> ENABLE_DISTRIBUTED_TRACING =
      Setting.of(
              "enable-distributed-tracing",
              ValueTypes.bool(),
              "false",
              "Record calls as spans of OpenTelemetry.")
          .formerly("experimental-enable-distributed-tracing");

  public static final Setting<String> DISTRIBUTED_TRACING_ADDRESS =
      Setting.of(
              "distributed-tracing-address",
              ValueTypes.text("HOST:PORT"),
              "localhost:4317",
              "Where spans go: a collector that speaks OTLP over gRPC, in plain text.")
          .formerly("experimental-distributed-tracing-address");

  public static final Setting<String> DISTRIBUTED_TRACING_SERVICE_NAME =
      Setting.of(
              "distributed-tracing-service-name",
              ValueTypes.text("NAME"),
              "etcd",
              "The service that spans say they come from; the same for all members.")
          .formerly("experimental-distributed-tracing-service-name");

  public static final Setting<String> DISTRIBUTED_TRACING_INSTANCE_ID =
      Setting.of(
              "distributed-tracing-instance-id",
              ValueTypes.text("ID"),
              "",
              "Which of the members spans come from; one for each.")
          .formerly("experimental-distributed-tracing-instance-id");

  public static final Setting<Long> DISTRIBUTED_TRACING_SAMPLING_RATE =
      Setting.of(
              "distributed-tracing-sampling-rate",
              ValueTypes.count(),
              "0",
              "How many calls of a million are recorded; others are where their client records its"
                  + " own.")
          .formerly("experimental-distributed-tracing-sampling-rate");

  static SettingGroup group() {
    return new SettingGroup(
        "Tracing",
        List.of(
            ENABLE_DISTRIBUTED_TRACING,
            DISTRIBUTED_TRACING_ADDRESS,
            DISTRIBUTED_TRACING_SERVICE_NAME,
            DISTRIBUTED_TRACING_INSTANCE_ID,
            DISTRIBUTED_TRACING_SAMPLING_RATE));
  }
}
