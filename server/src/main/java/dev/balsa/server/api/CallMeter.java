package dev.balsa.server.api;

import dev.balsa.server.metrics.MethodMetrics;
import dev.balsa.server.metrics.Metrics;
import dev.balsa.server.metrics.RequestMetrics;
import dev.balsa.server.tracing.CallTrace;
import dev.balsa.server.tracing.Tracing;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.prometheus.client.Counter;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/** Counts the calls and messages of one method. Thread-safe. */
final class CallMeter {

  private static final double NANOS_PER_SECOND = 1e9;

  private final MethodMetrics method;
  private final Counter receivedBytes;
  private final Counter sentBytes;
  private final LongSupplier nanoTime;

  /** How long unary calls take; null for streams, which take as long as they like. */
  private final RequestMetrics requests;

  private final SlowCalls slow;
  private final String fullName;

  /** Null where no calls are recorded. */
  private final Tracing tracing;

  /**
   * @param slowNanos a unary call that takes longer is logged; 0 or less for never
   * @param background for what may take long; see {@link SlowCalls}
   * @param tracing null to record no calls
   */
  CallMeter(
      MethodDescriptor<?, ?> descriptor,
      Metrics metrics,
      LongSupplier nanoTime,
      long slowNanos,
      Predicate<Runnable> background,
      Tracing tracing) {
    this.fullName = descriptor.getFullMethodName();
    this.tracing = tracing;
    boolean unary = descriptor.getType() == MethodDescriptor.MethodType.UNARY;
    this.requests = unary ? metrics.server.request(descriptor.getBareMethodName()) : null;
    this.slow = new SlowCalls(descriptor, slowNanos, background);
    this.method =
        metrics.rpc.method(
            typeName(descriptor.getType()),
            descriptor.getServiceName(),
            descriptor.getBareMethodName(),
            codeNames());
    this.receivedBytes = metrics.network.clientReceivedBytes;
    this.sentBytes = metrics.network.clientSentBytes;
    this.nanoTime = nanoTime;
  }

  /** A call began; returns what {@link #ended} wants to know later. */
  long started() {
    method.started();
    return isTimed() ? nanoTime.getAsLong() : 0;
  }

  private boolean isTimed() {
    return requests != null || method.timesCalls() || tracing != null;
  }

  /** The record of a call that begins now; null if there is none. */
  CallTrace trace(Metadata headers) {
    return tracing == null ? null : tracing.begin(fullName, headers);
  }

  /** The clock that calls are timed by. */
  long now() {
    return nanoTime.getAsLong();
  }

  void received(long bytes) {
    method.received();
    receivedBytes.inc((double) bytes);
  }

  /** So many messages went out, together of so many bytes. */
  void sent(int messages, long bytes) {
    method.sent(messages);
    sentBytes.inc((double) bytes);
  }

  /** A call has ended; returns how long it took, 0 where nobody wants to know. */
  long ended(Status.Code code, long startedNanos) {
    method.handled(code.value());
    if (!isTimed()) {
      return 0;
    }
    long nanos = nanoTime.getAsLong() - startedNanos;
    if (method.timesCalls()) {
      method.took(nanos / NANOS_PER_SECOND);
    }
    if (requests != null) {
      requests.took(code == Status.Code.OK, nanos);
    }
    return nanos;
  }

  /** Who tells of calls that took too long. */
  SlowCalls slow() {
    return slow;
  }

  private static String typeName(MethodDescriptor.MethodType type) {
    return switch (type) {
      case UNARY -> "unary";
      case CLIENT_STREAMING -> "client_stream";
      case SERVER_STREAMING -> "server_stream";
      default -> "bidi_stream";
    };
  }

  /** The codes as Go's gRPC names them: OK, Canceled, InvalidArgument and so on. */
  static String[] codeNames() {
    return Arrays.stream(Status.Code.values()).map(CallMeter::goName).toArray(String[]::new);
  }

  private static String goName(Status.Code code) {
    if (code == Status.Code.OK) {
      return "OK";
    } else if (code == Status.Code.CANCELLED) {
      return "Canceled";
    }
    StringBuilder name = new StringBuilder();
    for (String word : code.name().split("_", -1)) {
      name.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
    }
    return name.toString();
  }
}
