package dev.balsa.server.peer;

import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandler;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelPipeline;
import io.grpc.netty.shaded.io.netty.handler.codec.ByteToMessageDecoder;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpObjectAggregator;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpServerCodec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;

/**
 * Tells members, who speak HTTP/2, from those who only want to know something, by the first bytes
 * of the connection (RFC 9113, section 3.4), and takes none of them.
 */
final class PeerSniffer extends ByteToMessageDecoder {

  private static final byte[] PREFACE = "PRI ".getBytes(StandardCharsets.US_ASCII);
  private static final int MAX_LINE_BYTES = 8 << 10;
  private static final int MAX_HEADER_BYTES = 16 << 10;

  /** The pages are asked for; nothing is sent to them. */
  private static final int MAX_BODY_BYTES = 4 << 10;

  private final PeerTransport transport;
  private final Supplier<ChannelHandler> grpc;

  /** What gRPC's handlers wait for; it comes before the protocol is known. */
  private Object negotiationEvent;

  PeerSniffer(PeerTransport transport, Supplier<ChannelHandler> grpc) {
    this.transport = transport;
    this.grpc = grpc;
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
      ctx.pipeline().addAfter(ctx.name(), null, grpc.get());
      ctx.fireUserEventTriggered(negotiationEvent);
      ctx.pipeline().remove(this);
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // a channel that fails closes, and that is noticed
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
