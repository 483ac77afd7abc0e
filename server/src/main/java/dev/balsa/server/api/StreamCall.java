package dev.balsa.server.api;

import dev.balsa.server.auth.Credentials;
import dev.balsa.server.errors.EtcdError;
import dev.balsa.server.tracing.CallTrace;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;

/**
 * The answering side of one streaming call, callable from any thread: gRPC's own may be used by one
 * thread at a time only.
 */
final class StreamCall {

  private final ServerCall<byte[], WireMessage> call;
  private final Metadata headers;

  /** Read when first asked for, perhaps by two threads, which find the same. */
  private volatile Credentials credentials;

  private final CallMeter meter;
  private final long startedNanos;
  private final int maxReceiveBytes;

  /** Null if nobody records this call. */
  private final CallTrace trace;

  /** Null if the transport would not take bundles apart. */
  private final BundleMark bundleMark;

  /** Guards the three below and every use of the call that changes it. */
  private final Object lock = new Object();

  private volatile boolean ended;
  private boolean headersSent;
  private Runnable onEnd = () -> {};

  StreamCall(
      ServerCall<byte[], WireMessage> call,
      Metadata headers,
      CallMeter meter,
      int maxReceiveBytes) {
    this.call = call;
    this.headers = headers;
    this.meter = meter;
    this.startedNanos = meter.started();
    this.trace = meter.trace(headers);
    this.maxReceiveBytes = maxReceiveBytes;
    this.bundleMark = call.getAttributes().get(BundleMark.ATTRIBUTE);
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

  /** Says what to do once the call has ended, whoever ends it; at once if it has. */
  void onEnd(Runnable action) {
    boolean late;
    synchronized (lock) {
      late = ended;
      if (!late) {
        Runnable before = onEnd;
        onEnd =
            () -> {
              before.run();
              action.run();
            };
      }
    }
    if (late) {
      action.run();
    }
  }

  /** Asks for the client's next messages. */
  void request(int messages) {
    Throwable thrown = null;
    synchronized (lock) {
      if (!ended) {
        try {
          call.request(messages);
        } catch (RuntimeException | OutOfMemoryError e) {
          thrown = e;
        }
      }
    }
    checkReached(thrown);
  }

  /** Whether the call is over, whoever ended it. */
  boolean isEnded() {
    return ended;
  }

  /** Whether a message would leave without being queued. */
  boolean isReady() {
    return !ended && call.isReady();
  }

  /** Tells the client that the call is served, before there is anything to send. */
  void sendHeaders() {
    Throwable thrown = null;
    synchronized (lock) {
      if (!ended) {
        try {
          sendHeadersLocked();
        } catch (RuntimeException | OutOfMemoryError e) {
          thrown = e;
        }
      }
    }
    checkReached(thrown);
  }

  /** Counts a message of the client; false if it was too large and the call has ended. */
  boolean take(byte[] message) {
    meter.received(message.length);
    if (message.length > maxReceiveBytes) {
      end(Errors.tooLargeToReceive(message.length, maxReceiveBytes));
      return false;
    }
    return true;
  }

  /** What bundles of this call begin with; null if the transport would not take them apart. */
  BundleMark bundleMark() {
    return bundleMark;
  }

  /**
   * Sends messages at hardly more than the price of one; dropped if the call has ended.
   *
   * @param bundle belongs to the caller again afterwards
   */
  void send(WireBundle bundle) {
    if (pass(bundle)) {
      meter.sent(bundle.messages(), bundle.contentBytes());
    }
  }

  /** Sends a message; dropped if the call has ended. */
  void send(WireMessage message) {
    if (message.size() > Integer.MAX_VALUE) {
      end(Errors.tooLargeToSend(message.size()));
      return;
    }
    if (pass(message)) {
      meter.sent(1, message.size());
    }
  }

  /**
   * Gives a message to gRPC, which has its bytes when this returns; false if the call has ended.
   */
  private boolean pass(WireMessage message) {
    Throwable thrown;
    synchronized (lock) {
      if (ended) {
        return false;
      }
      try {
        sendHeadersLocked();
        call.sendMessage(message);
        return true;
      } catch (RuntimeException | OutOfMemoryError e) {
        thrown = e;
      }
    }
    checkReached(thrown);
    return false;
  }

  /** Outside of the lock: a client that cannot be reached has gone. */
  private void checkReached(Throwable thrown) {
    if (thrown != null) {
      Errors.unreachable(thrown);
      abandoned();
    }
  }

  /** Ends the call with an error. */
  void fail(EtcdError error) {
    end(error.status());
  }

  /** Ends the call; what comes later is dropped. */
  void end(Status status) {
    Runnable action;
    synchronized (lock) {
      if (ended) {
        return;
      }
      ended = true;
      action = onEnd;
      try {
        if (status.isOk()) {
          sendHeadersLocked();
        }
        call.close(status, new Metadata());
      } catch (RuntimeException | OutOfMemoryError e) {
        Errors.unreachable(e);
      }
    }
    finish(status.getCode(), action);
  }

  /** The client went away, or its time is up. */
  void abandoned() {
    Runnable action;
    synchronized (lock) {
      if (ended) {
        return;
      }
      ended = true;
      action = onEnd;
    }
    finish(Status.Code.CANCELLED, action);
  }

  private void sendHeadersLocked() {
    if (!headersSent) {
      headersSent = true;
      call.sendHeaders(new Metadata());
    }
  }

  private void finish(Status.Code code, Runnable action) {
    long nanos = meter.ended(code, startedNanos);
    if (trace != null) {
      trace.ended(code, nanos);
    }
    action.run();
  }
}
