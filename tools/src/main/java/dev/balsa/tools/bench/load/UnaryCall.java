package dev.balsa.tools.bench.load;

import dev.balsa.tools.bench.wire.Connection;
import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;

/** A call with one request and one answer. */
abstract class UnaryCall extends Call {
  private final String path;
  private final int answerBytesMin;

  /**
   * Makes a call.
   *
   * @param path service and method
   * @param answerBytesMin the shortest answer that can be right
   */
  UnaryCall(String path, int answerBytesMin) {
    this.path = path;
    this.answerBytesMin = answerBytesMin;
  }

  /** The bytes of the next request; they are copied before the next one is asked for. */
  abstract byte[] request();

  @Override
  protected void ask(Connection connection) {
    connection.open(this, path);
    connection.send(this, request(), true);
  }

  @Override
  protected boolean answered(ByteBuf in, int offset, int length) {
    return length >= answerBytesMin;
  }
}
