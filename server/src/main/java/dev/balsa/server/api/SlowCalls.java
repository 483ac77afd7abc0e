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
import java.util.function.Predicate;

/**
 * Tells of the unary calls of one method that took too long, in etcd's words. In a crowd, of some
 * of them.
 *
 * <p>A call ends on the thread of its connection. To spell its request out takes long there, and
 * the first time very long, because it loads hundreds of classes: half a second in which every
 * other client of that thread would wait. So that is done in the background.
 */
final class SlowCalls {

  /** The bytes of a larger request are not kept for the log while it is served. */
  static final int MAX_KEPT_BYTES = 4 << 10;

  private static final Log LOG = Log.of(SlowCalls.class);

  private final MethodDescriptor<?, ?> descriptor;
  private final long limitNanos;
  private final Predicate<Runnable> background;
  private final Sampling sampling = new Sampling();

  /**
   * @param limitNanos what takes longer is told; 0 or less for nothing
   * @param background runs a task on another thread; false if too many wait there already
   */
  SlowCalls(MethodDescriptor<?, ?> descriptor, long limitNanos, Predicate<Runnable> background) {
    this.descriptor = descriptor;
    this.limitNanos = limitNanos;
    this.background = background;
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
   * Sees to it that the line is written; without the request if the background is full.
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
        "");
    int content = fields.size() - 1;
    fields.addAll(parts);
    boolean spelled =
        request != null
            && background.test(
                () -> {
                  fields.set(content, contentOf(request));
                  LOG.warn("request stats", fields.toArray());
                });
    if (!spelled) {
      LOG.warn("request stats", fields.toArray());
    }
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
