package dev.balsa.tools.bench.wire;

import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;

/** One gRPC call, unary or streaming. The object may be opened again once it has closed. */
public abstract class Stream {
  int id;
  long sendWindowBytes;
  int receivedBytes;
  ByteBuf partial;

  /** Makes a stream that is not open yet. */
  protected Stream() {}

  /**
   * A whole message came.
   *
   * @param in holds its bytes until this returns; its indexes must stay as they are
   */
  protected abstract void onMessage(ByteBuf in, int offset, int length);

  /** The call has ended; nothing more will come. */
  protected abstract void onClose(Status status);

  void releasePartial() {
    if (partial != null) {
      partial.release();
      partial = null;
    }
  }
}
