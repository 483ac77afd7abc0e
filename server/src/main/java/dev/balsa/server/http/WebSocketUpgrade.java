package dev.balsa.server.http;

import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.handler.codec.http.FullHttpRequest;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaderNames;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaderValues;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaders;
import io.grpc.netty.shaded.io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.grpc.netty.shaded.io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.grpc.netty.shaded.io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Turns a connection of HTTP/1.1 into one of WebSocket (RFC 6455).
 *
 * <p>A page cannot set the Authorization header of a WebSocket, so a token may come as {@code
 * Sec-WebSocket-Protocol: Bearer, TOKEN}, as etcd's proxy takes it.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel that fails closes, and that is noticed
final class WebSocketUpgrade {

  private static final String BEARER = "Bearer";

  private final HttpSide http;
  private final HttpTimeouts timeouts;

  WebSocketUpgrade(HttpSide http, HttpTimeouts timeouts) {
    this.http = http;
    this.timeouts = timeouts;
  }

  /** Whether a request asks for it. */
  static boolean isAsked(FullHttpRequest request) {
    HttpHeaders headers = request.headers();
    return headers.contains(HttpHeaderNames.SEC_WEBSOCKET_KEY)
        && headers.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true);
  }

  /**
   * Answers the request; the connection's handler of HTTP leaves.
   *
   * @param from the context of the handler that leaves
   */
  void accept(ChannelHandlerContext from, FullHttpRequest request, String path) {
    Map<String, String> headers = new HashMap<>();
    request
        .headers()
        .forEach(each -> headers.put(each.getKey().toLowerCase(Locale.ROOT), each.getValue()));
    String protocols = headers.get(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL.toString());
    boolean token = protocols != null && protocols.startsWith(BEARER + ",");
    if (token) {
      headers.put("authorization", BEARER + " " + protocols.substring(BEARER.length() + 1).strip());
    }
    WebSocketServerHandshaker handshaker =
        new WebSocketServerHandshakerFactory(
                path, token ? BEARER : null, false, http.maxBodyBytes())
            .newHandshaker(request);
    if (handshaker == null) {
      WebSocketServerHandshakerFactory.sendUnsupportedVersionResponse(from.channel());
      timeouts.answered(from);
      return;
    }
    handshaker.handshake(from.channel(), request);
    WebSocketConversation conversation = new WebSocketConversation(from);
    from.pipeline().addLast(new WebSocketFrameAggregator(http.maxBodyBytes()), conversation);
    from.pipeline().remove(timeouts);
    conversation.start(http.gateway(), path, headers);
    from.pipeline().remove(from.name());
  }
}
