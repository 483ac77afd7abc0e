package dev.balsa.server.api;

import dev.balsa.server.apply.Outcome;
import dev.balsa.server.auth.Credentials;
import dev.balsa.server.errors.EtcdError;
import dev.balsa.server.node.Reply;
import dev.balsa.server.tracing.CallTrace;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * The answering side of one unary call. Whoever ends it first (an answer, a failure, the client
 * going away) wins; what comes later is dropped.
 */
final class UnaryCall {

  private static final AtomicLongFieldUpdater<UnaryCall> UNREAD_BYTES =
      AtomicLongFieldUpdater.newUpdater(UnaryCall.class, "unreadBytes");

  /** Stands for the bytes of an answer that is not in memory any more. */
  private static final long OVER = -1;

  private final ServerCall<byte[], WireMessage> call;
  private final Metadata headers;

  /** Read when first asked for, perhaps by two threads, which find the same. */
  private volatile Credentials credentials;

  private final CallMeter meter;
  private final long startedNanos;
  private final Stages stages = new Stages();

  /** Null if nobody records this call. */
  private final CallTrace trace;

  private final AtomicBoolean ended = new AtomicBoolean();

  private final AnswerLoop loop;

  /** Of the connection; null if answers do not wait there. */
  private final UnreadAnswers unread;

  /** Those of this call's answer that are counted there; {@link #OVER} once they are no more. */
  @SuppressWarnings("UnusedVariable") // read through its updater
  private volatile long unreadBytes;

  /** Both written before the method is called. */
  private byte[] request;

  private long requestBytes;

  private final AtomicReference<Runnable> onAbandoned = new AtomicReference<>();

  UnaryCall(ServerCall<byte[], WireMessage> call, Metadata headers, CallMeter meter) {
    this.call = call;
    this.headers = headers;
    this.meter = meter;
    this.startedNanos = meter.started();
    this.trace = meter.trace(headers);
    this.loop = AnswerLoop.of(call.getAttributes());
    this.unread = call.getAttributes().get(UnreadAnswers.ATTRIBUTE);
  }

  /** The request has come: of what it was, the log may want to tell if the answer takes long. */
  void asked(byte[] message) {
    requestBytes = message.length;
    request = message.length <= SlowCalls.MAX_KEPT_BYTES ? message : null;
  }

  /** What the client shows to say who it is. */
  Credentials credentials() {
    Credentials read = credentials;
    if (read == null) {
      read = Credentials.of(headers, call.getAttributes());
      credentials = read;
    }
    return read;
  }

  /**
   * Goes on in the connection's loop with what another thread has found out. Whatever the step
   * throws ends the call, because nobody else there would.
   */
  void goOn(Runnable step) {
    loop.run(
        () -> {
          try {
            step.run();
          } catch (RuntimeException e) {
            fail(Errors.of(e));
          } catch (Error e) {
            fail(Status.INTERNAL.withDescription("the server failed: " + e));
            throw e;
          }
        });
  }

  /**
   * Remembers when the call's command gets how far, and passes the outcome on, in the connection's
   * loop.
   */
  Reply hearing(Consumer<Outcome> whenDone) {
    return new Reply() {
      @Override
      public void done(Outcome outcome) {
        goOn(() -> whenDone.accept(outcome));
      }

      @Override
      public void proposed() {
        stages.proposed(meter.now());
      }

      @Override
      public void committed(long nanos) {
        stages.committed(nanos);
      }
    };
  }

  /** The state that the call reads is here. */
  void confirmed() {
    stages.confirmed(meter.now());
  }

  /** Whether an answer would reach nobody. */
  boolean isEnded() {
    return ended.get();
  }

  /** Whether so much waits for the client to read it that it may not ask for more. */
  boolean isClientBehind() {
    return unread != null && unread.isFull();
  }

  /** Sends the response and ends the call. */
  void answer(WireMessage response) {
    long bytes = response.size();
    if (bytes > Integer.MAX_VALUE) {
      fail(Errors.tooLargeToSend(bytes));
    } else if (!hasRoom(bytes)) {
      fail(Errors.tooMuchUnread(bytes));
    } else if (end(Status.Code.OK, bytes)) {
      meter.sent(1, bytes);
      send(response);
    }
  }

  private boolean hasRoom(long bytes) {
    if (unread == null || bytes < UnreadAnswers.COUNTED_BYTES) {
      return true;
    } else if (!unread.add(bytes)) {
      return false;
    }
    if (!UNREAD_BYTES.compareAndSet(this, 0, bytes)) {
      unread.remove(bytes); // the client has gone, or was answered
    }
    return true;
  }

  /** The transport holds nothing of this call any more. */
  void completed() {
    if (unread != null) {
      long bytes = UNREAD_BYTES.getAndSet(this, OVER);
      if (bytes > 0) {
        unread.remove(bytes);
      }
    }
  }

  /** Hands the answer over. */
  private void send(WireMessage response) {
    try {
      call.sendHeaders(new Metadata());
      call.sendMessage(response);
    } catch (RuntimeException | OutOfMemoryError e) {
      Errors.unreachable(e);
      return;
    }
    close(Status.OK);
  }

  private void close(Status status) {
    try {
      call.close(status, new Metadata());
    } catch (RuntimeException | OutOfMemoryError e) {
      Errors.unreachable(e);
    }
  }

  /** Ends the call with an error. */
  void fail(EtcdError error) {
    fail(error.status());
  }

  /** Ends the call with an error. */
  void fail(Status status) {
    if (end(status.getCode(), 0)) {
      close(status);
    }
  }

  /**
   * Says what to do if the client goes away before it has its answer; at once if it has gone. For
   * calls that wait; called once at most.
   */
  void onAbandoned(Runnable action) {
    if (!onAbandoned.compareAndSet(null, action)) {
      action.run();
    }
  }

  /** The client went away, or its time is up. */
  void abandoned(Status.Code code) {
    if (end(code, 0)) {
      Runnable action = onAbandoned.getAndSet(UnaryCall::tooLate);
      if (action != null) {
        action.run();
      }
    }
  }

  /** Stands for an action that has come too late. */
  private static void tooLate() {}

  private boolean end(Status.Code code, long responseBytes) {
    if (!ended.compareAndSet(false, true)) {
      return false;
    }
    long nanos = meter.ended(code, startedNanos);
    if (meter.slow().isTold(nanos, startedNanos + nanos)) {
      List<Object> parts = stages.fields(startedNanos, startedNanos + nanos);
      meter.slow().tell(call, nanos, parts, request, requestBytes, responseBytes);
    }
    if (trace != null) {
      stages.tell(trace, startedNanos, startedNanos + nanos);
      trace.ended(code, nanos);
    }
    return true;
  }
}
