package dev.balsa.tools.bench.wire;

import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.Collection;

/**
 * Messages on their way out, no faster than the peer's windows let them (RFC 9113 section 5.2).
 * What does not fit waits, in order; it holds no more than the calls in flight have to say.
 */
final class SendQueue {
  private record Waiting(Stream stream, int streamId, ByteBuf bytes, boolean end) {
    boolean isOver() {
      return stream.id != streamId;
    }
  }

  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private long windowBytes = Frames.DEFAULT_WINDOW_BYTES;
  private int initialWindowBytes = Frames.DEFAULT_WINDOW_BYTES;

  int initialWindowBytes() {
    return initialWindowBytes;
  }

  void send(ByteBuf out, Stream stream, byte[] message, boolean end) {
    int size = MessageReader.PREFIX_BYTES + message.length;
    if (waiting.isEmpty()
        && size <= Frames.MAX_PAYLOAD_BYTES
        && size <= windowBytes
        && size <= stream.sendWindowBytes) {
      frameHeader(out, stream, size, end);
      out.writeByte(0).writeInt(message.length).writeBytes(message);
      return;
    }
    ByteBuf bytes = Unpooled.buffer(size, size);
    bytes.writeByte(0).writeInt(message.length).writeBytes(message);
    waiting.add(new Waiting(stream, stream.id, bytes, end));
    drain(out);
  }

  private void frameHeader(ByteBuf out, Stream stream, int size, boolean end) {
    Frames.header(out, size, Frames.DATA, end ? Frames.END_STREAM : 0, stream.id);
    windowBytes -= size;
    stream.sendWindowBytes -= size;
  }

  private void drain(ByteBuf out) {
    while (!waiting.isEmpty()) {
      Waiting first = waiting.peek();
      if (first.isOver()) {
        waiting.remove();
        continue;
      }
      long window = Math.min(windowBytes, first.stream().sendWindowBytes);
      int left = first.bytes().readableBytes();
      int size = (int) Math.min(Math.min(window, left), Frames.MAX_PAYLOAD_BYTES);
      if (size <= 0) {
        return;
      }
      frameHeader(out, first.stream(), size, first.end() && size == left);
      out.writeBytes(first.bytes(), size);
      if (size == left) {
        waiting.remove();
      }
    }
  }

  /** The peer takes more: of one stream, or in all if the stream's number is 0. */
  void widen(ByteBuf out, int streamId, Stream stream, int bytes) {
    if (streamId == 0) {
      windowBytes += bytes;
    } else if (stream != null) {
      stream.sendWindowBytes += bytes;
    }
    drain(out);
  }

  /** The peer said how much each stream may send at first; open ones count from there too. */
  void initialWindow(int bytes, Collection<Stream> open) {
    for (Stream stream : open) {
      stream.sendWindowBytes += bytes - initialWindowBytes;
    }
    initialWindowBytes = bytes;
  }
}
