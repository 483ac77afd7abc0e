package dev.balsa.server.http;

import io.grpc.netty.shaded.io.grpc.netty.GrpcHttp2ConnectionHandler;
import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaderNames;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Error;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Exception;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2FrameListener;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Headers;
import io.grpc.netty.shaded.io.netty.util.collection.IntObjectHashMap;
import io.grpc.netty.shaded.io.netty.util.collection.IntObjectMap;
import java.util.ArrayList;
import java.util.List;

/**
 * Pages and gateway for clients that speak HTTP/2, as browsers, Prometheus and curl do wherever TLS
 * offers it. Stands between the frames of a connection and gRPC, and takes the requests that are
 * not gRPC's; everything else passes by. Belongs to the connection's event loop.
 *
 * <p>What such requests may hold has two bounds, {@value #MAX_REQUESTS} at once and the bytes of
 * one largest body in all; a request beyond them is refused and may be sent again.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel that fails closes, and that is noticed
final class Http2Side extends Http2FrameListenerDecorator {

  static final int MAX_REQUESTS = 128;

  private static final String GRPC_TYPE = "application/grpc";

  private final GrpcHttp2ConnectionHandler connection;
  private final PortRules rules;
  private final Security security;
  private final IntObjectMap<Http2Exchange> exchanges = new IntObjectHashMap<>();
  private int heldBytes;

  /** Whether the end of the connection will be told: once, however many requests there are. */
  private boolean endAwaited;

  private Http2Side(
      GrpcHttp2ConnectionHandler connection,
      Http2FrameListener grpc,
      PortRules rules,
      Security security) {
    super(grpc);
    this.connection = connection;
    this.rules = rules;
    this.security = security;
  }

  /** Puts one in front of gRPC. */
  static void attach(GrpcHttp2ConnectionHandler handler, PortRules rules, Security security) {
    if (rules.http() != null) {
      handler
          .decoder()
          .frameListener(
              new Http2Side(handler, handler.decoder().frameListener(), rules, security));
    }
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext ctx, int streamId, Http2Headers headers, int padding, boolean end)
      throws Http2Exception {
    if (!takes(ctx, streamId, headers, end)) {
      super.onHeadersRead(ctx, streamId, headers, padding, end);
    }
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext ctx,
      int streamId,
      Http2Headers headers,
      int streamDependency,
      short weight,
      boolean exclusive,
      int padding,
      boolean end)
      throws Http2Exception {
    if (!takes(ctx, streamId, headers, end)) {
      super.onHeadersRead(
          ctx, streamId, headers, streamDependency, weight, exclusive, padding, end);
    }
  }

  /** Whether these are the beginning, or the end, of a request that is served here. */
  private boolean takes(
      ChannelHandlerContext ctx, int streamId, Http2Headers headers, boolean end) {
    Http2Exchange known = exchanges.get(streamId);
    if (known != null) { // trailers
      arrived(known, end);
      return true;
    }
    if (isGrpc(headers)) {
      return false;
    }
    begin(ctx, streamId, headers, end);
    return true;
  }

  /** Whether gRPC is to answer. */
  private boolean isGrpc(Http2Headers headers) {
    CharSequence type = headers.get(HttpHeaderNames.CONTENT_TYPE);
    return type != null && type.toString().startsWith(GRPC_TYPE);
  }

  private void begin(ChannelHandlerContext ctx, int streamId, Http2Headers headers, boolean end) {
    HttpQuery query = queryOf(headers);
    if (!endAwaited) {
      endAwaited = true;
      ctx.channel().closeFuture().addListener(closed -> cancelAll());
    }
    if (query == null) {
      reset(ctx, streamId, Http2Error.PROTOCOL_ERROR);
    } else if (exchanges.size() == MAX_REQUESTS) {
      reset(ctx, streamId, Http2Error.REFUSED_STREAM);
    } else {
      Http2Exchange exchange =
          new Http2Exchange(connection, ctx, streamId, query, headers, this::ended);
      exchanges.put(streamId, exchange);
      arrived(exchange, end);
    }
  }

  /** The request's line; null if it is none. */
  private static HttpQuery queryOf(Http2Headers headers) {
    if (headers.method() == null || headers.path() == null) {
      return null;
    }
    try {
      // gRPC's headers can do little more than be asked for a name.
      CharSequence accept = headers.get(HttpHeaderNames.ACCEPT);
      return HttpQuery.of(
          headers.method().toString(),
          headers.path().toString(),
          accept == null ? "" : accept.toString());
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  @Override
  public int onDataRead(
      ChannelHandlerContext ctx, int streamId, ByteBuf data, int padding, boolean end)
      throws Http2Exception {
    Http2Exchange exchange = exchanges.get(streamId);
    if (exchange == null) {
      return super.onDataRead(ctx, streamId, data, padding, end);
    }
    int consumed = data.readableBytes() + padding;
    if (heldBytes + data.readableBytes() > rules.http().maxBodyBytes()) {
      ended(exchange);
      reset(ctx, streamId, Http2Error.ENHANCE_YOUR_CALM);
    } else {
      heldBytes += data.readableBytes();
      exchange.take(data);
      arrived(exchange, end);
    }
    return consumed;
  }

  private void arrived(Http2Exchange exchange, boolean whole) {
    if (whole) {
      exchange.serve(rules.http(), security);
    }
  }

  private void ended(Http2Exchange exchange) {
    if (exchanges.remove(exchange.streamId()) != null) {
      heldBytes -= exchange.heldBytes();
    }
  }

  private void reset(ChannelHandlerContext ctx, int streamId, Http2Error why) {
    connection.resetStream(ctx, streamId, why.code(), ctx.newPromise());
    connection.flush(ctx);
  }

  @Override
  public void onRstStreamRead(ChannelHandlerContext ctx, int streamId, long errorCode)
      throws Http2Exception {
    Http2Exchange exchange = exchanges.get(streamId);
    if (exchange != null) {
      ended(exchange);
      exchange.cancelled();
    }
    super.onRstStreamRead(ctx, streamId, errorCode); // gRPC counts them
  }

  private void cancelAll() {
    List<Http2Exchange> all = new ArrayList<>(exchanges.values());
    exchanges.clear();
    all.forEach(Http2Exchange::cancelled);
  }
}
