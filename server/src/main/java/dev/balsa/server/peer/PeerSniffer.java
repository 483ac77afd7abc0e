package dev.balsa.server.peer;

import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandler;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelPipeline;
import io.grpc.netty.shaded.io.netty.handler.codec.ByteToMessageDecoder;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpObjectAggregator;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpServerCodec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Tells members, who speak HTTP/2, from those who only want to know something, by the first bytes
 * of the connection (RFC 9113, section 3.4), and takes none of them.
 *
 * <p>Those who are not members have a bound in time and one in number, so that they cannot use up
 * the descriptors that members and files need.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel that fails closes, and that is noticed
final class PeerSniffer extends ByteToMessageDecoder {

  /** Within which a connection is a member's, or has asked and been answered. */
  static final long DECIDE_MILLIS = 10_000;

  private static final byte[] PREFACE = "PRI ".getBytes(StandardCharsets.US_ASCII);
  private static final int MAX_LINE_BYTES = 8 << 10;
  private static final int MAX_HEADER_BYTES = 16 << 10;

  /** The pages are asked for; nothing is sent to them. */
  private static final int MAX_BODY_BYTES = 4 << 10;

  private final PeerTransport transport;
  private final Supplier<ChannelHandler> grpc;

  private final PeerConnections connections;
  private Future<?> deadline;

  /** What gRPC's handlers wait for; it comes before the protocol is known. */
  private Object negotiationEvent;

  /**
   * @param connections all that are open at the port
   */
  PeerSniffer(PeerTransport transport, PeerConnections connections, Supplier<ChannelHandler> grpc) {
    this.transport = transport;
    this.connections = connections;
    this.grpc = grpc;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    Channel channel = ctx.channel();
    // The channel's own: this handler leaves before a page is answered.
    deadline = ctx.executor().schedule(() -> channel.close(), DECIDE_MILLIS, TimeUnit.MILLISECONDS);
    channel
        .closeFuture()
        .addListener(
            closed -> {
              connections.gone();
              deadline.cancel(false);
            });
    if (!connections.admit()) {
      ctx.close();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (negotiationEvent == null) {
      negotiationEvent = event;
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    int start = in.readerIndex();
    int length = Math.min(in.readableBytes(), PREFACE.length);
    for (int i = 0; i < length; i++) {
      if (in.getByte(start + i) != PREFACE[i]) {
        becomePages(ctx, in);
        return;
      }
    }
    if (length == PREFACE.length) {
      deadline.cancel(false);
      ctx.pipeline().addAfter(ctx.name(), null, grpc.get());
      ctx.fireUserEventTriggered(negotiationEvent);
      ctx.pipeline().remove(this);
    }
  }

  private void becomePages(ChannelHandlerContext ctx, ByteBuf in) {
    byte first = in.getByte(in.readerIndex());
    if (first < 'A' || first > 'Z') {
      ctx.close(); // no HTTP method starts like this; noise does, and TLS where none is spoken
      return;
    }
    ChannelPipeline pipeline = ctx.pipeline();
    while (pipeline.last() != this) {
      pipeline.removeLast(); // gRPC's buffer, which waits for a handshake that will not come
    }
    pipeline.addLast(
        new HttpServerCodec(MAX_LINE_BYTES, MAX_HEADER_BYTES, MAX_LINE_BYTES),
        new HttpObjectAggregator(MAX_BODY_BYTES),
        new PeerPages(transport));
    pipeline.remove(this);
  }
}
