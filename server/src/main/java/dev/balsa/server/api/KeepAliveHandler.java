package dev.balsa.server.api;

import dev.balsa.api.LeaseKeepAliveRequest;
import dev.balsa.api.LeaseKeepAliveResponse;
import dev.balsa.server.auth.RequestRights;
import dev.balsa.server.errors.EtcdError;
import dev.balsa.server.node.LeaseReply;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.io.IOException;
import java.util.List;

/**
 * {@code LeaseKeepAlive}: renewals strictly one after another. The next one is read when the last
 * one's answer has left; an error about one lease ends the stream.
 */
final class KeepAliveHandler implements StreamMethod {

  private final ApiContext context;

  KeepAliveHandler(ApiContext context) {
    this.context = context;
  }

  @Override
  public ServerCall.Listener<byte[]> open(StreamCall call) {
    call.request(1);
    return new Listener(call);
  }

  private final class Listener extends ServerCall.Listener<byte[]> {
    private final StreamCall call;

    /** Guards the three below, which the transport's and the replica's threads touch. */
    private final Object lock = new Object();

    private boolean renewing;
    private boolean readLater;
    private boolean halfClosed;

    Listener(StreamCall call) {
      this.call = call;
    }

    @Override
    public void onMessage(byte[] message) {
      if (!call.take(message)) {
        return;
      }
      try {
        long id = LeaseKeepAliveRequest.parseFrom(message).getID();
        synchronized (lock) {
          renewing = true;
        }
        renewIfAllowed(id);
      } catch (IOException e) {
        call.end(Errors.malformed(e));
      }
    }

    private void renewIfAllowed(long id) {
      Gate gate = context.gate();
      if (gate.isOpen() || gate.refusal(call.credentials(), Gate.ROOT) == null) {
        context.replica().keepAlive(id, new Renewed(id));
        return;
      }
      EtcdError refused = gate.refusal(call.credentials(), Gate.KNOWN);
      if (refused != null) {
        call.fail(refused);
        return;
      }
      context
          .replica()
          .keysOfLeases(
              id,
              keys -> {
                EtcdError denied =
                    gate.refusal(
                        call.credentials(),
                        (now, caller) -> new RequestRights(now, caller, any -> keys).lease(id));
                if (denied != null) {
                  call.fail(denied);
                } else {
                  context.replica().keepAlive(id, new Renewed(id));
                }
              },
              call::fail);
    }

    @Override
    public void onHalfClose() {
      synchronized (lock) {
        halfClosed = true;
        if (renewing) {
          return;
        }
      }
      call.end(Status.OK);
    }

    @Override
    public void onReady() {
      synchronized (lock) {
        if (!readLater) {
          return;
        }
        readLater = false;
      }
      call.request(1);
    }

    @Override
    public void onCancel() {
      call.abandoned();
    }

    private void answered() {
      boolean over;
      synchronized (lock) {
        renewing = false;
        over = halfClosed;
        readLater = !over && !call.isReady();
        if (readLater) {
          return;
        }
      }
      if (over) {
        call.end(Status.OK);
      } else {
        call.request(1);
      }
    }

    private final class Renewed implements LeaseReply {
      private final long id;

      Renewed(long id) {
        this.id = id;
      }

      @Override
      public void lease(long revision, long ttlSeconds, long grantedTtlSeconds, List<byte[]> keys) {
        call.send(
            new GeneratedAnswer(
                LeaseKeepAliveResponse.newBuilder()
                    .setHeader(context.headers().message(revision))
                    .setID(id)
                    .setTTL(ttlSeconds)
                    .build()));
        answered();
      }

      @Override
      public void failed(EtcdError error) {
        call.fail(error);
      }
    }
  }
}
