package dev.balsa.server.http;

import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.channel.ChannelFutureListener;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.SimpleChannelInboundHandler;
import io.grpc.netty.shaded.io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.grpc.netty.shaded.io.netty.handler.codec.http.FullHttpRequest;
import io.grpc.netty.shaded.io.netty.handler.codec.http.FullHttpResponse;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaderNames;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaderValues;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaders;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpResponseStatus;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpUtil;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * One HTTP/1.1 connection: requests are answered one after another, in the order they came. While
 * one is being answered nothing more is read; what came with it waits, up to a bound.
 *
 * <p>A request to the gateway may be answered for hours. There the connection is read on, to notice
 * that the client has gone; a client that sends its next request meanwhile is cut off.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel that fails closes, and that is noticed
final class HttpConnection extends SimpleChannelInboundHandler<FullHttpRequest> {

  private static final System.Logger LOG = System.getLogger(HttpConnection.class.getName());
  private static final int MAX_WAITING = 16;

  private final HttpSide http;
  private final HttpTimeouts timeouts;
  private final Security security;
  private final Queue<HttpRequestIn> waiting = new ArrayDeque<>();
  private boolean answering;

  /** The gateway's request that is being answered; null if there is none. */
  private GatewayExchange exchange;

  HttpConnection(HttpSide http, HttpTimeouts timeouts, Security security) {
    this.http = http;
    this.timeouts = timeouts;
    this.security = security;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest message) {
    timeouts.requestArrived();
    HttpQuery query = queryOf(message);
    if (query == null) {
      HttpRequestIn unreadable = new HttpRequestIn(null, message.headers(), "", false, null);
      send(ctx, HttpAnswer.error(400, "400 Bad Request"), unreadable);
    } else if (waiting.size() == MAX_WAITING || exchange != null) {
      cutOff(ctx);
    } else if (mayUpgrade(query, message)) {
      new WebSocketUpgrade(http, timeouts).accept(ctx, message, query.path());
    } else {
      waiting.add(requestOf(query, message));
      answerNext(ctx);
    }
  }

  /**
   * Whether a request becomes a conversation over WebSocket. A page of another origin could open
   * one without being asked for permission first, so its origin is looked at here.
   */
  private boolean mayUpgrade(HttpQuery query, FullHttpRequest message) {
    String origin = message.headers().get(HttpHeaderNames.ORIGIN);
    return http.gateway() != null
        && !answering
        && waiting.isEmpty()
        && http.ownsPath(query.path())
        && WebSocketUpgrade.isAsked(message)
        && http.policy().allowsHost(message.headers().get(HttpHeaderNames.HOST))
        && (origin == null || http.policy().allowedOrigin(origin) != null);
  }

  /** The request's line; null if it is none. */
  private static HttpQuery queryOf(FullHttpRequest request) {
    if (!request.decoderResult().isSuccess()) {
      return null;
    }
    try {
      String accept = request.headers().get(HttpHeaderNames.ACCEPT, "");
      return HttpQuery.of(request.method().name(), request.uri(), accept);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private HttpRequestIn requestOf(HttpQuery query, FullHttpRequest message) {
    HttpHeaders headers = message.headers();
    return new HttpRequestIn(
        query,
        headers.copy(),
        message.content().toString(StandardCharsets.UTF_8),
        HttpUtil.isKeepAlive(message),
        http.policy().allowedOrigin(headers.get(HttpHeaderNames.ORIGIN)));
  }

  private void answerNext(ChannelHandlerContext ctx) {
    if (answering) {
      return;
    }
    HttpRequestIn next = waiting.poll();
    if (next == null) {
      ctx.channel().config().setAutoRead(true);
      timeouts.answered(ctx);
      return;
    }
    answering = true;
    HttpAnswer atOnce = http.answerAtOnce(next, security);
    if (atOnce != null) {
      finish(ctx, atOnce, atOnce.isError() ? next.ungranted() : next);
    } else if (http.gateway() != null && http.ownsPath(next.query().path())) {
      exchange =
          new GatewayExchange(
              ctx,
              next,
              (answer, request) -> finish(ctx, answer, request),
              done -> ended(ctx, done));
      exchange.start(http.gateway());
    } else {
      ctx.channel().config().setAutoRead(false);
      http.pages().serve(next, answer -> ctx.executor().execute(() -> finish(ctx, answer, next)));
    }
  }

  private void finish(ChannelHandlerContext ctx, HttpAnswer answer, HttpRequestIn request) {
    send(ctx, answer, request);
    if (request.keepAlive() && ctx.channel().isActive()) {
      ended(ctx);
    }
  }

  private void ended(ChannelHandlerContext ctx, HttpRequestIn request) {
    if (request.keepAlive()) {
      ended(ctx);
    } else {
      timeouts.mayClose();
    }
  }

  private void ended(ChannelHandlerContext ctx) {
    answering = false;
    exchange = null;
    answerNext(ctx);
  }

  private void send(ChannelHandlerContext ctx, HttpAnswer answer, HttpRequestIn request) {
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(answer.status()),
            Unpooled.wrappedBuffer(answer.content()));
    response.headers().set(HttpHeaderNames.CONTENT_TYPE, answer.contentType());
    response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, answer.content().length);
    if (answer.contentType().startsWith("text/plain; charset")) {
      response.headers().set("X-Content-Type-Options", "nosniff");
    }
    if (answer.allow() != null) {
      response.headers().set(HttpHeaderNames.ALLOW, answer.allow());
    }
    request.grantOrigin(response.headers());
    if (request.keepAlive()) {
      ctx.writeAndFlush(response);
    } else {
      response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
      timeouts.mayClose();
      ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (exchange != null && ctx.channel().isWritable()) {
      exchange.writable();
    }
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (exchange != null) {
      exchange.cancelled();
      exchange = null;
    }
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    LOG.log(System.Logger.Level.DEBUG, "an HTTP connection failed", cause);
    cutOff(ctx);
  }

  private void cutOff(ChannelHandlerContext ctx) {
    timeouts.mayClose();
    ctx.close();
  }
}
