package dev.balsa.tools.bench.wire;

import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Exception;

/** Cuts what arrives into frames; keeps the beginning of one whose end has not come. */
final class FrameReader {
  /** Takes one frame. */
  interface Sink {
    void frame(ByteBuf in, int type, int flags, int streamId, int offset, int length)
        throws Http2Exception;
  }

  private final Sink sink;
  private final ByteBuf kept =
      Unpooled.buffer(Frames.FRAME_HEADER_BYTES + Frames.MAX_PAYLOAD_BYTES);

  FrameReader(Sink sink) {
    this.sink = sink;
  }

  /** Takes the bytes that came and releases them. */
  void read(ByteBuf in) throws Http2Exception {
    try {
      if (kept.isReadable()) {
        complete(in);
      }
      if (!kept.isReadable()) {
        frames(in);
        kept.clear();
        kept.writeBytes(in);
      }
    } finally {
      in.release();
    }
  }

  /** Fills the frame that was begun with as much of the input as belongs to it. */
  private void complete(ByteBuf in) throws Http2Exception {
    fill(in, Frames.FRAME_HEADER_BYTES);
    if (kept.readableBytes() >= Frames.FRAME_HEADER_BYTES) {
      fill(in, Frames.FRAME_HEADER_BYTES + kept.getUnsignedMedium(0));
      frames(kept);
    }
  }

  private void fill(ByteBuf in, int bytes) {
    int missing = Math.max(0, bytes - kept.readableBytes());
    kept.writeBytes(in, Math.min(missing, in.readableBytes()));
  }

  private void frames(ByteBuf in) throws Http2Exception {
    while (in.readableBytes() >= Frames.FRAME_HEADER_BYTES) {
      int at = in.readerIndex();
      int length = in.getUnsignedMedium(at);
      if (in.readableBytes() < Frames.FRAME_HEADER_BYTES + length) {
        return;
      }
      sink.frame(
          in,
          in.getByte(at + 3),
          in.getByte(at + 4),
          in.getInt(at + 5) & Integer.MAX_VALUE,
          at + Frames.FRAME_HEADER_BYTES,
          length);
      in.skipBytes(Frames.FRAME_HEADER_BYTES + length);
    }
  }

  void close() {
    kept.release();
  }
}
