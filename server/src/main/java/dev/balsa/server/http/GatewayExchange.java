package dev.balsa.server.http;

import dev.balsa.server.gateway.Gateway;
import dev.balsa.server.gateway.GatewayCall;
import dev.balsa.server.gateway.GatewayReply;
import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.channel.ChannelFuture;
import io.grpc.netty.shaded.io.netty.channel.ChannelFutureListener;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.handler.codec.http.DefaultHttpContent;
import io.grpc.netty.shaded.io.netty.handler.codec.http.DefaultHttpResponse;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaderNames;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaderValues;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpResponse;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpResponseStatus;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpVersion;
import io.grpc.netty.shaded.io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * A request to the gateway and its answer on one connection. Belongs to the connection's event
 * loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel that fails closes, and that is noticed
final class GatewayExchange implements GatewayReply {

  private final ChannelHandlerContext ctx;
  private final HttpRequestIn request;
  private final BiConsumer<HttpAnswer, HttpRequestIn> whole;
  private final Consumer<HttpRequestIn> streamed;
  private boolean begun;
  private GatewayCall call;

  /**
   * @param whole gets the answer if it comes in one piece
   * @param streamed told when an answer of many lines is complete
   */
  GatewayExchange(
      ChannelHandlerContext ctx,
      HttpRequestIn request,
      BiConsumer<HttpAnswer, HttpRequestIn> whole,
      Consumer<HttpRequestIn> streamed) {
    this.ctx = ctx;
    this.request = request;
    this.whole = whole;
    this.streamed = streamed;
  }

  void start(Gateway gateway) {
    Map<String, String> headers = new HashMap<>();
    request
        .headers()
        .forEach(entry -> headers.put(entry.getKey().toLowerCase(Locale.ROOT), entry.getValue()));
    call =
        gateway.open(
            request.query().method(), request.query().path(), headers, request.body(), this);
  }

  @Override
  public Executor executor() {
    return ctx.executor();
  }

  @Override
  public boolean isReady() {
    return ctx.channel().isWritable();
  }

  @Override
  public void answer(int httpStatus, String json) {
    whole.accept(
        new HttpAnswer(httpStatus, HttpAnswer.JSON, json.getBytes(StandardCharsets.UTF_8), null),
        request);
  }

  @Override
  public void line(int httpStatus, String json) {
    begin(httpStatus);
    byte[] line = (json + "\n").getBytes(StandardCharsets.UTF_8);
    ctx.writeAndFlush(new DefaultHttpContent(Unpooled.wrappedBuffer(line)));
  }

  private void begin(int httpStatus) {
    if (begun) {
      return;
    }
    begun = true;
    HttpResponse head =
        new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(httpStatus));
    head.headers().set(HttpHeaderNames.CONTENT_TYPE, HttpAnswer.JSON);
    head.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    request.grantOrigin(head.headers());
    ctx.write(head);
  }

  @Override
  public void end() {
    begin(200);
    ChannelFuture written = ctx.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
    streamed.accept(request);
    if (!request.keepAlive()) {
      written.addListener(ChannelFutureListener.CLOSE);
    }
  }

  void writable() {
    if (call != null) {
      call.writable();
    }
  }

  void cancelled() {
    if (call != null) {
      call.cancelled();
    }
  }
}
