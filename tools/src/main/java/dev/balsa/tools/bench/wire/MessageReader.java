package dev.balsa.tools.bench.wire;

import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.buffer.Unpooled;

/**
 * Cuts the DATA of a call into messages: a byte that says whether they are compressed (they are
 * not, nobody asked for it), four bytes of length, the message.
 */
final class MessageReader {
  static final int PREFIX_BYTES = 5;

  private MessageReader() {}

  static void read(Stream stream, ByteBuf in, int offset, int length) {
    if (stream.partial == null) {
      int taken = messages(stream, in, offset, length);
      if (taken < length) {
        stream.partial = Unpooled.buffer(wanted(in, offset + taken, length - taken));
        stream.partial.writeBytes(in, offset + taken, length - taken);
      }
      return;
    }
    ByteBuf partial = stream.partial;
    partial.writeBytes(in, offset, length);
    int taken = messages(stream, partial, partial.readerIndex(), partial.readableBytes());
    partial.skipBytes(taken);
    if (!partial.isReadable()) {
      stream.releasePartial();
    } else if (taken > 0) {
      partial.discardReadBytes();
    }
  }

  private static int wanted(ByteBuf in, int offset, int available) {
    return available < PREFIX_BYTES
        ? Frames.MAX_PAYLOAD_BYTES
        : PREFIX_BYTES + in.getInt(offset + 1);
  }

  /** Hands over the whole messages; returns how many bytes they took. */
  private static int messages(Stream stream, ByteBuf in, int offset, int length) {
    int taken = 0;
    while (length - taken >= PREFIX_BYTES) {
      int size = in.getInt(offset + taken + 1);
      if (length - taken - PREFIX_BYTES < size) {
        break;
      }
      stream.onMessage(in, offset + taken + PREFIX_BYTES, size);
      taken += PREFIX_BYTES + size;
    }
    return taken;
  }
}
