package dev.balsa.server.tracing;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** OpenTelemetry's SDK and OTLP exporter, put together. The only class that knows them. */
final class OtlpSpans {

  /** A collector that is gone must not keep a server from stopping. */
  private static final long CLOSE_SECONDS = 2;

  private OtlpSpans() {}

  /**
   * Starts sending.
   *
   * @throws IllegalArgumentException if the address is none
   * @throws IllegalStateException if there is nothing to send with
   */
  static Tracing toCollector(TracingPlan plan, LongSupplier wallMicros) {
    OtlpGrpcSpanExporter exporter =
        OtlpGrpcSpanExporter.builder().setEndpoint(plan.endpoint()).build();
    SdkTracerProvider spans =
        SdkTracerProvider.builder()
            .setResource(resource(plan))
            .setSampler(Sampler.parentBased(rootSampler(plan)))
            .addSpanProcessor(BatchSpanProcessor.builder(exporter).build())
            .build();
    OpenTelemetrySdk sdk =
        OpenTelemetrySdk.builder()
            .setTracerProvider(spans)
            .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
            .build();
    return new SpanTracing(
        sdk, wallMicros, () -> spans.shutdown().join(CLOSE_SECONDS, TimeUnit.SECONDS));
  }

  /** For calls whose client records none. */
  private static Sampler rootSampler(TracingPlan plan) {
    return plan.samplesPerMillion() == 0
        ? Sampler.alwaysOff()
        : Sampler.traceIdRatioBased(plan.ratio());
  }

  private static Resource resource(TracingPlan plan) {
    AttributesBuilder attributes = Attributes.builder().put("service.name", plan.serviceName());
    if (!plan.instanceId().isEmpty()) {
      attributes.put("service.instance.id", plan.instanceId());
    }
    return Resource.getDefault().merge(Resource.create(attributes.build()));
  }
}
