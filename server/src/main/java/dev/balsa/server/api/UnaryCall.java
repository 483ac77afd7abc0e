package dev.balsa.server.api;

import dev.balsa.server.errors.EtcdError;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The answering side of one unary call. Whoever ends it first (an answer, a failure, the client
 * going away) wins; what comes later is dropped.
 */
final class UnaryCall {

  private final ServerCall<byte[], WireMessage> call;
  private final CallMeter meter;
  private final long startedNanos;
  private final AtomicBoolean ended = new AtomicBoolean();
  private final AtomicReference<Runnable> onAbandoned = new AtomicReference<>();

  UnaryCall(ServerCall<byte[], WireMessage> call, CallMeter meter) {
    this.call = call;
    this.meter = meter;
    this.startedNanos = meter.started();
  }

  /** Whether an answer would reach nobody. */
  boolean isEnded() {
    return ended.get();
  }

  /** Sends the response and ends the call. */
  void answer(WireMessage response) {
    if (response.size() > Integer.MAX_VALUE) {
      fail(Errors.tooLargeToSend(response.size()));
    } else if (end(Status.Code.OK)) {
      meter.sent(response.size());
      call.sendHeaders(new Metadata());
      call.sendMessage(response);
      call.close(Status.OK, new Metadata());
    }
  }

  /** Ends the call with an error. */
  void fail(EtcdError error) {
    fail(error.status());
  }

  /** Ends the call with an error. */
  void fail(Status status) {
    if (end(status.getCode())) {
      call.close(status, new Metadata());
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
    if (end(code)) {
      Runnable action = onAbandoned.getAndSet(UnaryCall::tooLate);
      if (action != null) {
        action.run();
      }
    }
  }

  /** Stands for an action that has come too late. */
  private static void tooLate() {}

  private boolean end(Status.Code code) {
    if (!ended.compareAndSet(false, true)) {
      return false;
    }
    meter.ended(code, startedNanos);
    return true;
  }
}
