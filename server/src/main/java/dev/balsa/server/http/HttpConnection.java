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
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpResponseStatus;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpUtil;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpVersion;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * One HTTP/1.1 connection: requests are answered one after another, in the order they came. While
 * one is being answered nothing more is read; what came with it waits, up to a bound.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel that fails closes, and that is noticed
final class HttpConnection extends SimpleChannelInboundHandler<FullHttpRequest> {

  private static final System.Logger LOG = System.getLogger(HttpConnection.class.getName());
  private static final int MAX_WAITING = 16;

  /** A request that waits. */
  private record Waiting(HttpQuery query, boolean keepAlive) {}

  private final HttpPages pages;
  private final HttpTimeouts timeouts;
  private final Queue<Waiting> waiting = new ArrayDeque<>();
  private boolean answering;

  HttpConnection(HttpPages pages, HttpTimeouts timeouts) {
    this.pages = pages;
    this.timeouts = timeouts;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
    timeouts.requestArrived();
    HttpQuery query = queryOf(request);
    if (query == null) {
      send(ctx, HttpAnswer.error(400, "400 Bad Request"), false);
    } else if (waiting.size() == MAX_WAITING) {
      ctx.close();
    } else {
      waiting.add(new Waiting(query, HttpUtil.isKeepAlive(request)));
      answerNext(ctx);
    }
  }

  /** The request's line; null if it is none. */
  private static HttpQuery queryOf(FullHttpRequest request) {
    if (!request.decoderResult().isSuccess()) {
      return null;
    }
    try {
      return HttpQuery.of(request.method().name(), request.uri());
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private void answerNext(ChannelHandlerContext ctx) {
    if (answering) {
      return;
    }
    Waiting next = waiting.poll();
    if (next == null) {
      ctx.channel().config().setAutoRead(true);
      timeouts.answered(ctx);
      return;
    }
    answering = true;
    ctx.channel().config().setAutoRead(false);
    pages.serve(next.query(), answer -> ctx.executor().execute(() -> finish(ctx, answer, next)));
  }

  private void finish(ChannelHandlerContext ctx, HttpAnswer answer, Waiting request) {
    answering = false;
    send(ctx, answer, request.keepAlive());
    if (request.keepAlive() && ctx.channel().isActive()) {
      answerNext(ctx);
    }
  }

  private static void send(ChannelHandlerContext ctx, HttpAnswer answer, boolean keepAlive) {
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
    if (keepAlive) {
      ctx.writeAndFlush(response);
    } else {
      response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
      ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    LOG.log(System.Logger.Level.DEBUG, "an HTTP connection failed", cause);
    ctx.close();
  }
}
