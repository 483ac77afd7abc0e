package dev.balsa.server.api;

import dev.balsa.server.errors.EtcdError;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import java.io.IOException;

/**
 * Takes unary calls off the transport: one request, then the checks of every call, then the method.
 */
final class UnaryHandler implements ServerCallHandler<byte[], WireMessage> {

  private final CallPolicy policy;
  private final Gate gate;
  private final CallMeter meter;
  private final int maxReceiveBytes;
  private final boolean servedByLearner;
  private final UnaryMethod method;

  UnaryHandler(
      CallPolicy policy,
      Gate gate,
      CallMeter meter,
      int maxReceiveBytes,
      boolean servedByLearner,
      UnaryMethod method) {
    this.policy = policy;
    this.gate = gate;
    this.meter = meter;
    this.maxReceiveBytes = maxReceiveBytes;
    this.servedByLearner = servedByLearner;
    this.method = method;
  }

  @Override
  public ServerCall.Listener<byte[]> startCall(
      ServerCall<byte[], WireMessage> call, Metadata headers) {
    // A second message would be an error of the client; asking for it is what lets us see it.
    call.request(2);
    return new Listener(new UnaryCall(call, headers, meter), headers);
  }

  private void serve(byte[] request, Metadata headers, UnaryCall call) {
    if (request.length > maxReceiveBytes) {
      call.fail(Errors.tooLargeToReceive(request.length, maxReceiveBytes));
      return;
    }
    EtcdError refusal = policy.check("unary", headers, servedByLearner);
    if (refusal != null) {
      call.fail(refusal);
    } else if (call.isClientBehind()) {
      call.fail(EtcdError.REQUEST_TOO_MANY_REQUESTS);
    } else if (!gate.isOpen() && gate.isBehind(call.credentials())) {
      gate.caughtUp(() -> serve(request, call), call::fail);
    } else {
      serve(request, call);
    }
  }

  private void serve(byte[] request, UnaryCall call) {
    try {
      method.serve(request, call);
    } catch (IOException e) {
      call.fail(Errors.malformed(e));
    } catch (RuntimeException e) {
      call.fail(Errors.of(e));
    }
  }

  private final class Listener extends ServerCall.Listener<byte[]> {
    private final UnaryCall call;
    private final Metadata headers;
    private byte[] request;

    Listener(UnaryCall call, Metadata headers) {
      this.call = call;
      this.headers = headers;
    }

    @Override
    public void onMessage(byte[] message) {
      meter.received(message.length);
      if (request != null) {
        call.fail(Status.INTERNAL.withDescription("Too many requests"));
      }
      request = message;
    }

    @Override
    public void onHalfClose() {
      if (call.isEnded()) {
        return;
      } else if (request == null) {
        call.fail(Status.INTERNAL.withDescription("Half-closed without a request"));
        return;
      }
      byte[] message = request;
      request = null;
      call.asked(message);
      serve(message, headers, call);
    }

    @Override
    public void onComplete() {
      call.completed();
    }

    @Override
    public void onCancel() {
      call.completed();
      Deadline deadline = Context.current().getDeadline();
      boolean late = deadline != null && deadline.isExpired();
      call.abandoned(late ? Status.Code.DEADLINE_EXCEEDED : Status.Code.CANCELLED);
    }
  }
}
