package dev.balsa.server.gateway;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A call without a transport: the handler's requests come from a list, its answers become JSON.
 *
 * <p>The listener is called by tasks of the reply's executor only, one at a time; the handler may
 * call from any thread, and everything it says is done by such tasks, in order.
 */
final class LocalCall<Q, A> extends ServerCall<Q, A> implements GatewayCall {

  /** Answers on their way to the connection beyond which the handler is asked to wait. */
  private static final int MAX_UNDER_WAY = 16;

  private final ServerMethodDefinition<Q, A> method;
  private final Route route;
  private final ArrayDeque<byte[]> messages;
  private final GatewayReply reply;
  private final AtomicInteger underWay = new AtomicInteger();

  /** The four below belong to the executor's tasks. */
  private ServerCall.Listener<Q> listener;

  private int demand;
  private boolean halfClosed;
  private boolean begun;

  /** Whether further messages of the client may come. */
  private boolean inputOpen;

  private volatile boolean cancelled;
  private boolean ended;

  LocalCall(
      ServerMethodDefinition<Q, A> method, Route route, List<byte[]> messages, GatewayReply reply) {
    this.method = method;
    this.route = route;
    this.messages = new ArrayDeque<>(messages);
    this.reply = reply;
  }

  /** Says that further messages will come, one by one. Before the start. */
  LocalCall<Q, A> withOpenInput() {
    inputOpen = true;
    return this;
  }

  @Override
  public void message(String json) {
    if (ended || !inputOpen) {
      return;
    }
    try {
      messages.addAll(JsonMessages.parse(json, route.request(), Gateway.MAX_MESSAGES));
    } catch (IllegalArgumentException e) {
      stop(Status.INVALID_ARGUMENT.withDescription(e.getMessage()));
      return;
    }
    if (messages.size() > Gateway.MAX_MESSAGES) {
      stop(Status.RESOURCE_EXHAUSTED.withDescription("too many messages wait to be served"));
      return;
    }
    inputOpen = route.takesMany();
    deliver();
  }

  /** Ends the call from this side: the client did wrong. */
  private void stop(Status status) {
    end(status);
    if (listener != null) {
      listener.onCancel();
    }
  }

  /** Hands the call to its handler. A task of the executor. */
  void start(Metadata headers) {
    listener = method.getServerCallHandler().startCall(this, headers);
    listener.onReady();
    deliver();
  }

  @Override
  public void request(int count) {
    reply
        .executor()
        .execute(
            () -> {
              demand = (int) Math.min(Integer.MAX_VALUE, (long) demand + count);
              deliver();
            });
  }

  /** Hands over what was asked for; a stream stays open after its last message, as etcd's does. */
  private void deliver() {
    if (listener == null || ended) {
      return;
    }
    while (demand > 0 && !messages.isEmpty() && !ended) {
      demand--;
      listener.onMessage(
          method
              .getMethodDescriptor()
              .getRequestMarshaller()
              .parse(new ByteArrayInputStream(messages.poll())));
    }
    if (messages.isEmpty() && !inputOpen && !halfClosed && !ended) {
      halfClosed = true;
      listener.onHalfClose();
    }
  }

  @Override
  public void sendHeaders(Metadata headers) {
    // The status line says it all, and leaves with the first part of the answer.
  }

  @Override
  public boolean isReady() {
    return reply.isReady() && underWay.get() < MAX_UNDER_WAY;
  }

  @Override
  public void sendMessage(A message) {
    underWay.incrementAndGet();
    reply.executor().execute(() -> send(message));
  }

  private void send(A message) {
    boolean wasFull = underWay.getAndDecrement() >= MAX_UNDER_WAY;
    if (ended) {
      return;
    }
    String json = JsonMessages.print(bytes(message), route.response());
    if (route.answersMany()) {
      begun = true;
      reply.line(200, "{\"result\":" + json + "}");
      if (wasFull) {
        writable();
      }
    } else {
      ended = true;
      reply.answer(200, json);
      listener.onComplete();
    }
  }

  private byte[] bytes(A message) {
    try (InputStream in = method.getMethodDescriptor().getResponseMarshaller().stream(message)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("an answer in memory cannot be read", e);
    }
  }

  @Override
  public void close(Status status, Metadata trailers) {
    reply.executor().execute(() -> end(status));
  }

  private void end(Status status) {
    if (ended) {
      return;
    }
    ended = true;
    if (route.answersMany() && (begun || status.isOk())) {
      if (!status.isOk()) {
        reply.line(200, "{\"error\":" + JsonMessages.error(status) + "}");
      }
      reply.end();
    } else if (route.answersMany()) {
      reply.line(
          JsonMessages.httpStatus(status.getCode()),
          "{\"error\":" + JsonMessages.error(status) + "}");
      reply.end();
    } else {
      reply.answer(JsonMessages.httpStatus(status.getCode()), JsonMessages.error(status));
    }
    if (listener != null) {
      listener.onComplete();
    }
  }

  @Override
  public void writable() {
    if (!ended && listener != null) {
      listener.onReady();
    }
  }

  @Override
  public void cancelled() {
    cancelled = true;
    if (!ended) {
      ended = true;
      listener.onCancel();
    }
  }

  @Override
  public boolean isCancelled() {
    return cancelled;
  }

  @Override
  public MethodDescriptor<Q, A> getMethodDescriptor() {
    return method.getMethodDescriptor();
  }
}
