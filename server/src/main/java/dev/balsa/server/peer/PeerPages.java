package dev.balsa.server.peer;

import dev.balsa.server.apply.MemberJson;
import dev.balsa.server.node.PeerHost;
import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.channel.ChannelFutureListener;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.SimpleChannelInboundHandler;
import io.grpc.netty.shaded.io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.grpc.netty.shaded.io.netty.handler.codec.http.FullHttpRequest;
import io.grpc.netty.shaded.io.netty.handler.codec.http.FullHttpResponse;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaderNames;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpMethod;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpResponseStatus;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpVersion;
import io.grpc.netty.shaded.io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/**
 * What etcd's peer port tells whoever asks over HTTP/1.1: who the members are, and the versions.
 * What etcd's members say to each other there, Balsa's say over gRPC. One answer a connection.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel that fails closes, and that is noticed
final class PeerPages extends SimpleChannelInboundHandler<FullHttpRequest> {

  private static final String JSON = "application/json";
  private static final String TEXT = "text/plain; charset=utf-8";

  private final PeerTransport transport;

  PeerPages(PeerTransport transport) {
    this.transport = transport;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
    ctx.writeAndFlush(answer(request)).addListener(ChannelFutureListener.CLOSE);
  }

  private FullHttpResponse answer(FullHttpRequest request) {
    if (!request.decoderResult().isSuccess()) {
      return page(HttpResponseStatus.BAD_REQUEST, TEXT, "400 Bad Request\n");
    }
    String path = new QueryStringDecoder(request.uri()).rawPath();
    PeerHost host = transport.host();
    String version = transport.version();
    boolean isKnown = path.equals("/members") || path.equals("/version");
    if (!isKnown) {
      return page(HttpResponseStatus.NOT_FOUND, TEXT, "404 page not found\n");
    } else if (!request.method().equals(HttpMethod.GET)) {
      FullHttpResponse refused =
          page(HttpResponseStatus.METHOD_NOT_ALLOWED, TEXT, "Method Not Allowed\n");
      refused.headers().set(HttpHeaderNames.ALLOW, "GET");
      return refused;
    } else if (host == null || version == null) {
      return page(HttpResponseStatus.SERVICE_UNAVAILABLE, TEXT, "this member is starting\n");
    } else if (path.equals("/version")) {
      return page(HttpResponseStatus.OK, JSON, version);
    }
    FullHttpResponse members = page(HttpResponseStatus.OK, JSON, membersOf(host));
    members.headers().set("X-Etcd-Cluster-ID", Long.toHexString(host.clusterId()));
    return members;
  }

  private static String membersOf(PeerHost host) {
    return host.cluster().members().stream()
        .map(member -> new String(MemberJson.encode(member), StandardCharsets.UTF_8))
        .collect(Collectors.joining(",", "[", "]\n"));
  }

  private static FullHttpResponse page(HttpResponseStatus status, String type, String text) {
    byte[] content = text.getBytes(StandardCharsets.UTF_8);
    FullHttpResponse response =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(content));
    response.headers().set(HttpHeaderNames.CONTENT_TYPE, type);
    response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, content.length);
    response.headers().set(HttpHeaderNames.CONNECTION, "close");
    return response;
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close(); // whoever sent noise is told nothing
  }
}
