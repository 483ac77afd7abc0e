package dev.balsa.server.tracing;

import io.grpc.Metadata;
import io.grpc.Status;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Calls as spans of OpenTelemetry, by its conventions for RPC: {@code rpc.system}, {@code
 * rpc.service}, {@code rpc.method}, {@code rpc.grpc.status_code}.
 */
public final class SpanTracing implements Tracing {

  private static final String SCOPE = "dev.balsa.server";
  private static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("rpc.system");
  private static final AttributeKey<String> SERVICE = AttributeKey.stringKey("rpc.service");
  private static final AttributeKey<String> METHOD = AttributeKey.stringKey("rpc.method");
  private static final AttributeKey<Long> CODE = AttributeKey.longKey("rpc.grpc.status_code");

  /** What is the server's fault, and not its client's. */
  private static final Set<Status.Code> FAULTS =
      Set.of(
          Status.Code.UNKNOWN,
          Status.Code.DEADLINE_EXCEEDED,
          Status.Code.UNIMPLEMENTED,
          Status.Code.INTERNAL,
          Status.Code.UNAVAILABLE,
          Status.Code.DATA_LOSS);

  private final Tracer tracer;
  private final TextMapPropagator propagator;
  private final LongSupplier wallMicros;
  private final Runnable onClose;

  /**
   * @param spans where they go; whoever made it decides which are recorded
   * @param wallMicros microseconds since 1970
   * @param onClose called at the end
   */
  public SpanTracing(OpenTelemetry spans, LongSupplier wallMicros, Runnable onClose) {
    this.tracer = spans.getTracer(SCOPE);
    this.propagator = spans.getPropagators().getTextMapPropagator();
    this.wallMicros = wallMicros;
    this.onClose = onClose;
  }

  @Override
  public CallTrace begin(String method, Metadata headers) {
    int slash = method.indexOf('/');
    long beganNanos = TimeUnit.MICROSECONDS.toNanos(wallMicros.getAsLong());
    Span span =
        tracer
            .spanBuilder(method)
            .setSpanKind(SpanKind.SERVER)
            .setParent(propagator.extract(Context.root(), headers, HeaderGetter.INSTANCE))
            .setStartTimestamp(beganNanos, TimeUnit.NANOSECONDS)
            .setAttribute(SYSTEM, "grpc")
            .setAttribute(SERVICE, method.substring(0, slash))
            .setAttribute(METHOD, method.substring(slash + 1))
            .startSpan();
    return span.isRecording() ? new Recorded(span, beganNanos) : null;
  }

  @Override
  public void close() {
    onClose.run();
  }

  private record Recorded(Span span, long beganNanos) implements CallTrace {

    @Override
    public void reached(String stage, long sinceBeginNanos) {
      span.addEvent(stage, beganNanos + sinceBeginNanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void ended(Status.Code code, long sinceBeginNanos) {
      span.setAttribute(CODE, (long) code.value());
      if (FAULTS.contains(code)) {
        span.setStatus(StatusCode.ERROR);
      }
      span.end(beganNanos + sinceBeginNanos, TimeUnit.NANOSECONDS);
    }
  }
}
