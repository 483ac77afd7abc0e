package dev.balsa.server.api;

import dev.balsa.api.RangeRequest;
import dev.balsa.mvcc.View;
import dev.balsa.server.apply.OpDecoder;
import dev.balsa.server.errors.EtcdError;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.io.IOException;

/** {@code RangeStream}: a range in pages, one after another as the client takes them. */
final class RangeStreamHandler implements StreamMethod {

  private final ApiContext context;
  private final Reads reads;

  RangeStreamHandler(ApiContext context, Reads reads) {
    this.context = context;
    this.reads = reads;
  }

  @Override
  public ServerCall.Listener<byte[]> open(StreamCall call) {
    call.request(2);
    return new Listener(call);
  }

  private final class Listener extends ServerCall.Listener<byte[]> {
    private final StreamCall call;
    private byte[] message;

    /** Set when the view is there; the transport's and the replica's threads look at it. */
    private volatile RangePages pages;

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
        start(RangeRequest.parseFrom(message));
      } catch (IOException e) {
        call.end(Errors.malformed(e));
      }
    }

    private void start(RangeRequest request) {
      EtcdError fault = RequestChecks.rangeStream(request);
      if (fault != null) {
        call.fail(fault);
        return;
      }
      reads.view(request.getSerializable(), view -> begin(view, request), call::fail);
    }

    private void begin(View view, RangeRequest request) {
      if (!context.gate().isOpen()) {
        EtcdError refused =
            context
                .gate()
                .refusal(
                    call.credentials(),
                    (now, caller) -> now.mayRead(caller, request.getKey(), request.getRangeEnd()));
        if (refused != null) {
          call.fail(refused);
          return;
        }
      }
      pages = new RangePages(context, view, OpDecoder.range(request), call);
      pages.proceed();
    }

    @Override
    public void onReady() {
      RangePages current = pages;
      if (current != null) {
        current.proceed();
      }
    }

    @Override
    public void onCancel() {
      call.abandoned();
    }
  }
}
