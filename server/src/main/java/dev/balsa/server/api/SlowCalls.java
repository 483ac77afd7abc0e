package dev.balsa.server.api;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.balsa.server.apply.RequestText;
import dev.balsa.server.logging.Log;
import dev.balsa.server.logging.Sampling;
import io.grpc.Grpc;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Tells of the unary calls of one method that took too long, in etcd's words. In a crowd, of some
 * of them.
 */
final class SlowCalls {

  /** The bytes of a larger request are not kept for the log while it is served. */
  static final int MAX_KEPT_BYTES = 4 << 10;

  private static final Log LOG = Log.of(SlowCalls.class);

  private final MethodDescriptor<?, ?> descriptor;
  private final long limitNanos;
  private final Sampling sampling = new Sampling();

  /**
   * @param limitNanos what takes longer is told; 0 or less for nothing
   */
  SlowCalls(MethodDescriptor<?, ?> descriptor, long limitNanos) {
    this.descriptor = descriptor;
    this.limitNanos = limitNanos;
  }

  /**
   * Whether a call gets a line: it took long, and there were not too many of them already.
   *
   * @param nanos how long it took
   * @param nowNanos when it ended
   */
  boolean isTold(long nanos, long nowNanos) {
    return limitNanos > 0 && nanos > limitNanos && sampling.admits(nowNanos);
  }

  /**
   * Writes the line.
   *
   * @param parts what took how long, as fields
   * @param request the request's bytes; null where they were not kept
   */
  void tell(
      ServerCall<?, ?> call,
      long nanos,
      List<Object> parts,
      byte[] request,
      long requestBytes,
      long bytes) {
    List<Object> fields = new ArrayList<>();
    Collections.addAll(
        fields,
        "time spent",
        Duration.ofNanos(nanos),
        "remote",
        remoteOf(call),
        "response type",
        "/" + descriptor.getFullMethodName(),
        "request size",
        requestBytes,
        "response size",
        bytes,
        "request content",
        request == null ? "" : contentOf(request));
    fields.addAll(parts);
    LOG.warn("request stats", fields.toArray());
  }

  /** Who asks; the gateway's calls come from no connection of their own. */
  private static String remoteOf(ServerCall<?, ?> call) {
    Object address = call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
    return address == null ? "gateway" : address.toString();
  }

  private String contentOf(byte[] request) {
    Message prototype =
        (Message)
            ((MethodDescriptor.PrototypeMarshaller<?>) descriptor.getRequestMarshaller())
                .getMessagePrototype();
    try {
      return RequestText.of(prototype.newBuilderForType().mergeFrom(request).build());
    } catch (InvalidProtocolBufferException e) {
      return "not readable: " + e.getMessage();
    }
  }
}
