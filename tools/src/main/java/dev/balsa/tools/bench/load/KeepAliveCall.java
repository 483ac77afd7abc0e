package dev.balsa.tools.bench.load;

import dev.balsa.tools.bench.wire.Connection;
import dev.balsa.tools.bench.wire.Status;
import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;

/** Keeps one lease alive, again and again, on a stream of its own. The first request grants it. */
final class KeepAliveCall extends Call {
  private static final String PATH = "/etcdserverpb.Lease/LeaseKeepAlive";

  private final byte[] grant;
  private final Proto answer = new Proto();
  private byte[] request = {};
  private boolean granting = true;
  private boolean open;

  KeepAliveCall(long ttlSeconds) {
    grant = new Template().number(1, ttlSeconds).build();
  }

  @Override
  protected void ask(Connection connection) {
    if (granting) {
      connection.open(this, GrantCall.PATH);
      connection.send(this, grant, true);
      return;
    }
    if (!open) {
      open = true;
      connection.open(this, PATH);
    }
    connection.send(this, request, false);
  }

  @Override
  protected boolean answered(ByteBuf in, int offset, int length) {
    if (granting) {
      if (!answer.enter(in, offset, length).find(2)) {
        return false;
      }
      request = new Template().number(1, answer.number()).build();
      return true;
    }
    boolean alive = answer.enter(in, offset, length).find(3) && answer.number() > 0;
    finished(alive ? Status.OK : WRONG_ANSWER);
    return alive;
  }

  @Override
  protected void onClose(Status status) {
    if (granting) {
      granting = request.length == 0;
    } else {
      open = false;
    }
    super.onClose(status);
  }
}
