package dev.balsa.server.http;

import dev.balsa.server.tls.HandshakeGate;
import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.channel.ChannelFutureListener;
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
import java.util.function.Function;

/**
 * Looks at the first bytes of a connection, takes none of them, and makes way for the handlers of
 * the protocol they belong to.
 *
 * <p>HTTP/2 begins with a fixed preface and a SETTINGS frame (RFC 9113, section 3.4):
 *
 * <pre>
 *   "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" | length (3) | type 4 | flags | stream (4) | settings
 * </pre>
 *
 * Waiting for all of it keeps a client that sends it byte by byte, or half of it, from holding
 * gRPC's state; it has 10 seconds.
 *
 * <p>TLS begins with a handshake record (RFC 8446, section 5.1): 22, version, length. Behind the
 * handshake a second sniffer looks at what was encrypted.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel that fails closes, and that is noticed
final class PortSniffer extends ByteToMessageDecoder {

  static final long DECIDE_MILLIS = 10_000;

  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private static final int FRAME_HEAD_BYTES = 9;
  private static final int MAX_SETTINGS_BYTES = 4096;
  private static final int MAX_LINE_BYTES = 8 << 10;
  private static final int MAX_HEADER_BYTES = 16 << 10;
  private static final int MAX_CHUNK_BYTES = 16 << 10;

  private static final int TLS_HANDSHAKE = 22;

  private final PortRules rules;
  private final Function<Security, ChannelHandler> grpcHandlers;
  private final Security security;

  /** What gRPC's handlers wait for; it comes before the protocol is known. */
  private Object negotiationEvent;

  private Future<?> deadline;

  private PortSniffer(
      PortRules rules, Function<Security, ChannelHandler> grpcHandlers, Security security) {
    this.rules = rules;
    this.grpcHandlers = grpcHandlers;
    this.security = security;
  }

  /**
   * For a new connection.
   *
   * @param grpcHandlers makes gRPC's own handler, when it is known what the handshake said
   */
  static PortSniffer first(PortRules rules, Function<Security, ChannelHandler> grpcHandlers) {
    return new PortSniffer(rules, grpcHandlers, Security.NONE);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    deadline = ctx.executor().schedule(() -> ctx.close(), DECIDE_MILLIS, TimeUnit.MILLISECONDS);
    if (!security.isSecure()) {
      ctx.channel().closeFuture().addListener(closed -> rules.connections().gone());
      if (!rules.connections().admit()) {
        ctx.close();
      }
    }
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext ctx) {
    deadline.cancel(false);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    // The only event before any handler of a protocol is in place is the start of negotiation.
    if (negotiationEvent == null) {
      negotiationEvent = event;
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    int start = in.readerIndex();
    if (!security.isSecure() && in.getByte(start) == TLS_HANDSHAKE) {
      becomeTls(ctx, in);
      return;
    }
    int length = Math.min(in.readableBytes(), PREFACE.length);
    for (int i = 0; i < length; i++) {
      if (in.getByte(start + i) != PREFACE[i]) {
        becomeHttp(ctx, in);
        return;
      }
    }
    if (length == PREFACE.length && hasFirstFrame(in, start + PREFACE.length)) {
      if (!isWelcome()) {
        refuse(ctx, in, Refusal.ofPlainHttp2());
      } else if (rules.grpc()) {
        becomeGrpc(ctx);
      } else {
        refuse(ctx, in, Refusal.ofHttp2());
      }
    }
  }

  private boolean isWelcome() {
    return rules.plain() || security.isSecure();
  }

  private static void refuse(ChannelHandlerContext ctx, ByteBuf in, ByteBuf words) {
    in.skipBytes(in.readableBytes());
    ctx.writeAndFlush(words).addListener(ChannelFutureListener.CLOSE);
  }

  private static boolean hasFirstFrame(ByteBuf in, int frame) {
    int readable = in.writerIndex() - frame;
    if (readable < FRAME_HEAD_BYTES) {
      return false;
    }
    int body = in.getUnsignedMedium(frame);
    return body > MAX_SETTINGS_BYTES || readable >= FRAME_HEAD_BYTES + body;
  }

  private void becomeTls(ChannelHandlerContext ctx, ByteBuf in) {
    if (rules.tls() == null) {
      refuse(ctx, in, Refusal.ofTls());
      return;
    }
    ctx.pipeline()
        .addAfter(
            ctx.name(),
            null,
            new HandshakeGate(
                rules.tls(),
                Runnable::run, // clients may come from anywhere: nothing is looked up
                (gate, session, event) ->
                    new PortSniffer(rules, grpcHandlers, Security.of(rules.tls(), session)),
                negotiationEvent,
                rules.grpc()));
    ctx.pipeline().remove(this);
  }

  private void becomeGrpc(ChannelHandlerContext ctx) {
    ctx.pipeline().addAfter(ctx.name(), null, grpcHandlers.apply(security));
    ctx.pipeline().addLast(new BundleHandler(rules.bundleMark()));
    ctx.fireUserEventTriggered(security.attachedTo(negotiationEvent, rules, ctx.executor()));
    ctx.pipeline().remove(this);
  }

  private void becomeHttp(ChannelHandlerContext ctx, ByteBuf in) {
    byte first = in.getByte(in.readerIndex());
    if (first < 'A' || first > 'Z') {
      ctx.close(); // no HTTP method starts like this; noise does
      return;
    }
    if (!isWelcome()) {
      refuse(ctx, in, Refusal.ofPlainHttp());
      return;
    }
    if (rules.http() == null) {
      refuse(ctx, in, Refusal.ofHttp());
      return;
    }
    ChannelPipeline pipeline = ctx.pipeline();
    while (pipeline.last() != this) {
      pipeline.removeLast(); // gRPC's buffer, which waits for a handshake that will not come
    }
    HttpTimeouts timeouts = new HttpTimeouts();
    pipeline.addLast(
        timeouts,
        new HttpServerCodec(MAX_LINE_BYTES, MAX_HEADER_BYTES, MAX_CHUNK_BYTES),
        new HttpObjectAggregator(rules.http().maxBodyBytes()),
        new HttpConnection(rules.http(), timeouts, security));
    pipeline.remove(this);
  }
}
