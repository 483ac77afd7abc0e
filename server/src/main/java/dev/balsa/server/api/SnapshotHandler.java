package dev.balsa.server.api;

import dev.balsa.api.SnapshotRequest;
import dev.balsa.server.errors.EtcdError;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.io.IOException;

/** {@code Snapshot}: the whole state as a bbolt file, then its SHA-256. */
final class SnapshotHandler implements StreamMethod {

  private final ApiContext context;

  SnapshotHandler(ApiContext context) {
    this.context = context;
  }

  @Override
  public ServerCall.Listener<byte[]> open(StreamCall call) {
    call.request(2);
    return new Listener(call);
  }

  private final class Listener extends ServerCall.Listener<byte[]> {
    private final StreamCall call;
    private byte[] message;
    private SnapshotFlow flow;

    Listener(StreamCall call) {
      this.call = call;
    }

    @Override
    public void onMessage(byte[] next) {
      if (!call.take(next)) {
        return;
      } else if (message != null) {
        call.end(Status.INTERNAL.withDescription("Too many requests"));
      }
      message = next;
    }

    @Override
    public void onHalfClose() {
      if (message == null) {
        call.end(Status.INTERNAL.withDescription("Half-closed without a request"));
        return;
      }
      try {
        Requests.verify(SnapshotRequest.parser(), message);
        EtcdError refused =
            context.gate().isOpen() ? null : context.gate().refusal(call.credentials(), Gate.ROOT);
        if (refused != null) {
          call.fail(refused);
          return;
        }
        flow = SnapshotFlow.start(context, call);
      } catch (IOException e) {
        call.end(Errors.malformed(e));
      } catch (RuntimeException e) {
        call.end(Errors.of(e));
      }
    }

    @Override
    public void onReady() {
      if (flow != null) {
        flow.proceed();
      }
    }

    @Override
    public void onCancel() {
      call.abandoned();
    }
  }
}
