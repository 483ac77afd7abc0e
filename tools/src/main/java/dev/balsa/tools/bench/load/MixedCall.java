package dev.balsa.tools.bench.load;

import dev.balsa.tools.bench.wire.Connection;
import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;

/** So many linearizable reads, then a put, and again. */
final class MixedCall extends Call {
  private final UnaryCall put;
  private final UnaryCall get;
  private final int readsPerWrite;
  private int turn;
  private UnaryCall current;

  /**
   * Makes a place of a mixed load.
   *
   * @param first where in the cycle it begins, so that not all places write together
   */
  MixedCall(UnaryCall put, UnaryCall get, int readsPerWrite, int first) {
    this.put = put;
    this.get = get;
    this.readsPerWrite = readsPerWrite;
    turn = first;
    current = put;
  }

  @Override
  protected void ask(Connection connection) {
    current = turn++ % (readsPerWrite + 1) == 0 ? put : get;
    connection.open(this, current == put ? PutCall.PATH : RangeCall.PATH);
    connection.send(this, current.request(), true);
  }

  @Override
  protected boolean answered(ByteBuf in, int offset, int length) {
    return current.answered(in, offset, length);
  }
}
