package dev.balsa.tools.bench.wire;

import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.channel.EventLoop;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Exception;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import org.agrona.collections.Int2ObjectHashMap;

/** One HTTP/2 connection to a gRPC server. Everything happens on its event loop. */
public final class Connection extends ChannelInboundHandlerAdapter {
  private static final int WINDOW_BYTES = 1 << 30;
  private static final int WINDOW_REFILL_BYTES = 1 << 28;
  private static final int OUT_BYTES = 16_384;
  private static final int LAST_STREAM_ID = Integer.MAX_VALUE - 2;
  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final CompletableFuture<Connection> ready = new CompletableFuture<>();
  private final Int2ObjectHashMap<Stream> streams = new Int2ObjectHashMap<>();
  private final RequestHeaders headers;
  private final Trailers trailers = new Trailers();
  private final FrameReader frames = new FrameReader(this::frame);
  private final SendQueue sendQueue = new SendQueue();

  private ChannelHandlerContext context;
  private ByteBuf out;
  private int nextStreamId = 1;
  private int receivedBytes;
  private long arrivedNanos;
  private long maxStreams = Long.MAX_VALUE;
  private boolean closing;

  Connection(String authority) {
    headers = new RequestHeaders(authority);
  }

  /** Completes when the server has introduced itself. */
  CompletableFuture<Connection> ready() {
    return ready;
  }

  /** The thread of this connection. */
  public EventLoop loop() {
    return (EventLoop) context.executor();
  }

  /** How many calls the server lets this connection have at a time. */
  public long maxStreams() {
    return maxStreams;
  }

  /** When the message that is being handed over was read from the socket. */
  public long arrivedNanos() {
    return arrivedNanos;
  }

  /** Begins a call; its messages follow with {@link #send}. */
  public void open(Stream stream, String path) {
    if (nextStreamId >= LAST_STREAM_ID) {
      throw new IllegalStateException("one connection has no more than 2^30 calls");
    }
    stream.id = nextStreamId;
    stream.sendWindowBytes = sendQueue.initialWindowBytes();
    stream.receivedBytes = 0;
    nextStreamId += 2;
    streams.put(stream.id, stream);
    headers.write(out, path, stream.id);
  }

  /** Sends one message of a call, the last one if {@code end}. The bytes are copied. */
  public void send(Stream stream, byte[] message, boolean end) {
    sendQueue.send(out, stream, message, end);
  }

  /** Lets everything leave that was written since the last time. */
  public void flush() {
    if (out.isReadable()) {
      ByteBuf full = out;
      out = context.alloc().ioBuffer(OUT_BYTES);
      var unused = context.writeAndFlush(full, context.voidPromise());
    }
  }

  /** Closes the connection; open calls hear nothing of it. */
  public void close() {
    closing = true;
    streams.clear();
    var unused = context.close();
  }

  @Override
  public void channelActive(ChannelHandlerContext newContext) {
    context = newContext;
    out = newContext.alloc().ioBuffer(OUT_BYTES);
    out.writeBytes(PREFACE);
    Frames.header(out, 12, Frames.SETTINGS, 0, 0);
    Frames.setting(out, Frames.HEADER_TABLE_SIZE, 0);
    Frames.setting(out, Frames.INITIAL_WINDOW_SIZE, WINDOW_BYTES);
    Frames.windowUpdate(out, 0, WINDOW_BYTES - Frames.DEFAULT_WINDOW_BYTES);
    flush();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) throws Http2Exception {
    arrivedNanos = System.nanoTime();
    frames.read((ByteBuf) message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    flush();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    fail("the connection was closed by the server");
    out.release();
    frames.close();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    fail(cause.toString());
    var unused = ctx.close();
  }

  private void fail(String reason) {
    Status status = new Status(Status.CONNECTION_LOST, reason);
    ready.completeExceptionally(new ConnectionLostException(reason));
    if (!closing) {
      closing = true;
      ArrayList<Stream> orphans = new ArrayList<>(streams.values());
      streams.clear();
      for (Stream stream : orphans) {
        stream.releasePartial();
        stream.onClose(status);
      }
    }
  }

  private void frame(ByteBuf in, int type, int flags, int streamId, int offset, int length)
      throws Http2Exception {
    switch (type) {
      case Frames.DATA -> data(in, flags, streamId, offset, length);
      case Frames.HEADERS -> headers(in, flags, streamId, offset, length);
      case Frames.RST_STREAM ->
          end(streamId, new Status(Status.INTERNAL, "stream reset, code " + in.getInt(offset)));
      case Frames.SETTINGS -> settings(in, flags, offset, length);
      case Frames.PING -> ping(in, flags, offset);
      case Frames.GOAWAY -> fail("the server says GOAWAY, code " + in.getInt(offset + 4));
      case Frames.WINDOW_UPDATE ->
          sendQueue.widen(out, streamId, streams.get(streamId), in.getInt(offset));
      case Frames.CONTINUATION ->
          throw Http2Exception.connectionError(
              io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Error.PROTOCOL_ERROR,
              "headers in several frames");
      default -> {
        // Unknown kinds must be passed over, RFC 9113 section 4.1.
      }
    }
  }

  private void data(ByteBuf in, int flags, int streamId, int offset, int length) {
    receivedBytes += length;
    if (receivedBytes >= WINDOW_REFILL_BYTES) {
      Frames.windowUpdate(out, 0, receivedBytes);
      receivedBytes = 0;
    }
    Stream stream = streams.get(streamId);
    if (stream == null) {
      return;
    }
    stream.receivedBytes += length;
    if (stream.receivedBytes >= WINDOW_REFILL_BYTES) {
      Frames.windowUpdate(out, streamId, stream.receivedBytes);
      stream.receivedBytes = 0;
    }
    int padding = (flags & Frames.PADDED) == 0 ? 0 : in.getUnsignedByte(offset) + 1;
    int from = padding == 0 ? offset : offset + 1;
    MessageReader.read(stream, in, from, length - padding);
    if ((flags & Frames.END_STREAM) != 0) {
      end(streamId, new Status(Status.INTERNAL, "the call ended without trailers"));
    }
  }

  private void headers(ByteBuf in, int flags, int streamId, int offset, int length)
      throws Http2Exception {
    if ((flags & Frames.END_STREAM) == 0) {
      return;
    }
    int skipped = (flags & Frames.PADDED) == 0 ? 0 : 1;
    int padding = skipped == 0 ? 0 : in.getUnsignedByte(offset);
    skipped += (flags & Frames.PRIORITY) == 0 ? 0 : 5;
    end(streamId, trailers.read(in, offset + skipped, length - skipped - padding));
  }

  private void end(int streamId, Status status) {
    Stream stream = streams.remove(streamId);
    if (stream != null) {
      stream.releasePartial();
      stream.id = 0;
      stream.onClose(status);
    }
  }

  private void settings(ByteBuf in, int flags, int offset, int length) {
    if ((flags & Frames.ACK) != 0) {
      return;
    }
    for (int at = offset; at < offset + length; at += 6) {
      int value = in.getInt(at + 2);
      switch (in.getUnsignedShort(at)) {
        case Frames.MAX_CONCURRENT_STREAMS -> maxStreams = Integer.toUnsignedLong(value);
        case Frames.INITIAL_WINDOW_SIZE -> sendQueue.initialWindow(value, streams.values());
        case Frames.HEADER_TABLE_SIZE -> RequestHeaders.requireTable(value);
        default -> {
          // Frame sizes and header tables of the peer beyond the least ones are not made use of.
        }
      }
    }
    Frames.header(out, 0, Frames.SETTINGS, Frames.ACK, 0);
    flush();
    ready.complete(this);
  }

  private void ping(ByteBuf in, int flags, int offset) {
    if ((flags & Frames.ACK) == 0) {
      Frames.header(out, 8, Frames.PING, Frames.ACK, 0);
      out.writeBytes(in, offset, 8);
    }
  }
}
