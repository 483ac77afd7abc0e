package dev.balsa.server.http;

import dev.balsa.server.gateway.Gateway;
import dev.balsa.server.gateway.GatewayCall;
import dev.balsa.server.gateway.GatewayReply;
import io.grpc.netty.shaded.io.netty.channel.ChannelFutureListener;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.SimpleChannelInboundHandler;
import io.grpc.netty.shaded.io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.grpc.netty.shaded.io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.grpc.netty.shaded.io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.grpc.netty.shaded.io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.grpc.netty.shaded.io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.grpc.netty.shaded.io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * One call of the gateway over WebSocket: every text frame of the client is a message, every
 * message of the answer a text frame. Belongs to the connection's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel that fails closes, and that is noticed
final class WebSocketConversation extends SimpleChannelInboundHandler<WebSocketFrame>
    implements GatewayReply {

  private static final System.Logger LOG = System.getLogger(WebSocketConversation.class.getName());

  private final ChannelHandlerContext connection;
  private GatewayCall call;

  WebSocketConversation(ChannelHandlerContext connection) {
    this.connection = connection;
  }

  /** Begins the call; the handshake is done. */
  void start(Gateway gateway, String path, Map<String, String> headers) {
    call = gateway.converse(path, headers, this);
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
    if (frame instanceof TextWebSocketFrame text) {
      if (call != null) {
        call.message(text.text());
      }
    } else if (frame instanceof PingWebSocketFrame ping) {
      ctx.writeAndFlush(new PongWebSocketFrame(ping.content().retain()));
    } else if (!(frame instanceof PongWebSocketFrame)) {
      // A close; or bytes, of which there is no message.
      hangUp(
          frame instanceof CloseWebSocketFrame
              ? WebSocketCloseStatus.NORMAL_CLOSURE
              : WebSocketCloseStatus.INVALID_MESSAGE_TYPE);
    }
  }

  @Override
  public Executor executor() {
    return connection.executor();
  }

  @Override
  public boolean isReady() {
    return connection.channel().isWritable();
  }

  @Override
  public void answer(int httpStatus, String json) {
    line(httpStatus, json);
    end();
  }

  @Override
  public void line(int httpStatus, String json) {
    connection.channel().writeAndFlush(new TextWebSocketFrame(json));
  }

  @Override
  public void end() {
    hangUp(WebSocketCloseStatus.NORMAL_CLOSURE);
  }

  private void hangUp(WebSocketCloseStatus status) {
    connection
        .channel()
        .writeAndFlush(new CloseWebSocketFrame(status))
        .addListener(ChannelFutureListener.CLOSE);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (call != null && ctx.channel().isWritable()) {
      call.writable();
    }
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (call != null) {
      call.cancelled();
      call = null;
    }
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    LOG.log(System.Logger.Level.DEBUG, "a WebSocket connection failed", cause);
    ctx.close();
  }
}
