package dev.balsa.server.api;

import dev.balsa.server.metrics.MethodMetrics;
import dev.balsa.server.metrics.Metrics;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.prometheus.client.Counter;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.LongSupplier;

/** Counts the calls and messages of one method. Thread-safe. */
final class CallMeter {

  private static final double NANOS_PER_SECOND = 1e9;

  private final MethodMetrics method;
  private final Counter receivedBytes;
  private final Counter sentBytes;
  private final LongSupplier nanoTime;

  CallMeter(MethodDescriptor<?, ?> descriptor, Metrics metrics, LongSupplier nanoTime) {
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
    return method.timesCalls() ? nanoTime.getAsLong() : 0;
  }

  void received(long bytes) {
    method.received();
    receivedBytes.inc((double) bytes);
  }

  void sent(long bytes) {
    method.sent();
    sentBytes.inc((double) bytes);
  }

  void ended(Status.Code code, long startedNanos) {
    method.handled(code.value());
    if (method.timesCalls()) {
      method.took((nanoTime.getAsLong() - startedNanos) / NANOS_PER_SECOND);
    }
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
