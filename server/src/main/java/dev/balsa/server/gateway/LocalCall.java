package dev.balsa.server.gateway;

import dev.balsa.server.errors.EtcdError;
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
import java.util.function.Predicate;

/**
 * A call without a transport: the handler's requests come from a list, its answers become JSON.
 *
 * <p>The listener is called by tasks of the reply's executor only, one at a time; the handler may
 * call from any thread, and everything it says is done by such tasks, in order. A large answer is
 * printed in the background, so that the connections of the executor's thread do not wait for it;
 * what the handler says meanwhile waits.
 */
final class LocalCall<Q, A> extends ServerCall<Q, A> implements GatewayCall {

  private static final System.Logger LOG = System.getLogger(LocalCall.class.getName());

  /** Answers on their way to the connection beyond which the handler is asked to wait. */
  private static final int MAX_UNDER_WAY = 16;

  private final ServerMethodDefinition<Q, A> method;
  private final Route route;
  private final ArrayDeque<byte[]> messages = new ArrayDeque<>();
  private final Predicate<Runnable> background;
  private final GatewayReply reply;
  private final AtomicInteger underWay = new AtomicInteger();

  /** What is left below belongs to the executor's tasks, but for {@link #cancelled}. */
  private ServerCall.Listener<Q> listener;

  private int demand;
  private boolean halfClosed;
  private boolean begun;

  /** Whether an answer is being printed in the background. */
  private boolean printing;

  /** What the handler has said since, {@link #MAX_UNDER_WAY} answers and an end at most. */
  private final ArrayDeque<Runnable> afterwards = new ArrayDeque<>();

  /** Whether further messages of the client may come. */
  private boolean inputOpen;

  private volatile boolean cancelled;
  private boolean ended;

  /**
   * @param background takes what lasts; false if it does not
   */
  LocalCall(
      ServerMethodDefinition<Q, A> method,
      Route route,
      Predicate<Runnable> background,
      GatewayReply reply) {
    this.method = method;
    this.route = route;
    this.background = background;
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

  /** Ends the call without its handler: what came is no request. A task of the executor. */
  void refuse(Status status) {
    if (!ended) {
      ended = true;
      reply.answer(JsonMessages.httpStatus(status.getCode()), JsonMessages.error(status));
    }
  }

  /**
   * Hands the call to its handler, unless its client has gone. A task of the executor.
   *
   * @param first the client's messages that are here
   */
  void start(Metadata headers, List<byte[]> first) {
    if (ended) {
      return;
    }
    messages.addAll(first);
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
    inOrder(() -> send(message));
  }

  private void inOrder(Runnable step) {
    reply
        .executor()
        .execute(
            () -> {
              if (printing) {
                afterwards.add(step);
              } else {
                step.run();
              }
            });
  }

  private void send(A message) {
    InputStream in = method.getMethodDescriptor().getResponseMarshaller().stream(message);
    if (ended || sizeOf(in) <= Gateway.LARGE_BYTES) {
      send(ended ? "" : print(in));
      return;
    }
    printing = true;
    Runnable task = () -> printInBackground(in);
    if (!background.test(task)) {
      printing = false;
      stop(EtcdError.REQUEST_TOO_MANY_REQUESTS.status());
    }
  }

  private void printInBackground(InputStream in) {
    Runnable next;
    try {
      String json = print(in);
      next = () -> send(json);
    } catch (RuntimeException | OutOfMemoryError e) { // the connection waits for an end
      LOG.log(System.Logger.Level.ERROR, "an answer cannot be printed", e);
      next = () -> stop(Status.INTERNAL.withDescription("the answer cannot be printed: " + e));
    }
    Runnable step = next;
    reply.executor().execute(() -> printed(step));
  }

  private void printed(Runnable step) {
    printing = false;
    step.run();
    while (!printing && !afterwards.isEmpty()) {
      afterwards.poll().run();
    }
  }

  /** The part of the answer that a message is, as it leaves. */
  private String print(InputStream in) {
    String json = JsonMessages.print(bytes(in), route.response());
    return route.answersMany() ? "{\"result\":" + json + "}" : json;
  }

  private void send(String json) {
    boolean wasFull = underWay.getAndDecrement() >= MAX_UNDER_WAY;
    if (ended) {
      return;
    }
    if (route.answersMany()) {
      begun = true;
      reply.line(200, json);
      if (wasFull) {
        writable();
      }
    } else {
      ended = true;
      reply.answer(200, json);
      listener.onComplete();
    }
  }

  private static int sizeOf(InputStream in) {
    try {
      return in.available(); // all of it, as gRPC asks of its marshallers' streams
    } catch (IOException e) {
      throw new UncheckedIOException("an answer in memory cannot be read", e);
    }
  }

  private static byte[] bytes(InputStream in) {
    try (in) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("an answer in memory cannot be read", e);
    }
  }

  @Override
  public void close(Status status, Metadata trailers) {
    inOrder(() -> end(status));
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
      if (listener != null) {
        listener.onCancel();
      }
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
