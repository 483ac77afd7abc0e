package dev.balsa.server.http;

import dev.balsa.server.api.ApiServices;
import io.grpc.netty.shaded.io.netty.bootstrap.ServerBootstrap;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelFuture;
import io.grpc.netty.shaded.io.netty.channel.ChannelInitializer;
import io.grpc.netty.shaded.io.netty.channel.group.ChannelGroup;
import io.grpc.netty.shaded.io.netty.channel.group.DefaultChannelGroup;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpObjectAggregator;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpServerCodec;
import io.grpc.netty.shaded.io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * Sockets that speak HTTP/1.1 and nothing else: {@code --listen-client-http-urls} for everything
 * but gRPC, {@code --listen-metrics-urls} for those who watch over the member. Thread-safe.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails to close is closed
public final class HttpPort implements AutoCloseable {

  private static final int MAX_LINE_BYTES = 8 << 10;
  private static final int MAX_HEADER_BYTES = 16 << 10;
  private static final int MAX_CHUNK_BYTES = 16 << 10;

  /** Probes and scrapes have no body worth mentioning. */
  private static final int MAX_PROBE_BODY_BYTES = 64 << 10;

  private final EventLoops loops = new EventLoops(1);
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final List<Channel> sockets = new ArrayList<>();

  private HttpPort() {}

  /**
   * Opens sockets for metrics, health and probes.
   *
   * @throws IOException if one of the addresses cannot be listened on; none is open then
   */
  public static HttpPort forMonitoring(List<InetSocketAddress> addresses, HttpPages pages)
      throws IOException {
    return open(addresses, new HttpSide(pages, null, HttpPolicy.DEFAULT, MAX_PROBE_BODY_BYTES));
  }

  /**
   * Opens sockets for everything that the client port serves over HTTP/1.1.
   *
   * @throws IOException if one of the addresses cannot be listened on; none is open then
   */
  public static HttpPort forClients(
      List<InetSocketAddress> addresses, HttpPolicy policy, ApiServices api, HttpPages pages)
      throws IOException {
    return open(addresses, ClientPort.httpSide(policy, api, pages));
  }

  private static HttpPort open(List<InetSocketAddress> addresses, HttpSide http)
      throws IOException {
    HttpPort port = new HttpPort();
    for (InetSocketAddress address : addresses) {
      ChannelFuture bound =
          new ServerBootstrap()
              .group(port.loops.group())
              .channel(port.loops.channelType())
              .childHandler(port.connection(http))
              .bind(address)
              .awaitUninterruptibly();
      if (!bound.isSuccess()) {
        port.close();
        throw new IOException(bound.cause().getMessage(), bound.cause());
      }
      port.sockets.add(bound.channel());
    }
    return port;
  }

  private ChannelInitializer<Channel> connection(HttpSide http) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel channel) {
        connections.add(channel);
        HttpTimeouts timeouts = new HttpTimeouts();
        channel
            .pipeline()
            .addLast(
                timeouts,
                new HttpServerCodec(MAX_LINE_BYTES, MAX_HEADER_BYTES, MAX_CHUNK_BYTES),
                new HttpObjectAggregator(http.maxBodyBytes()),
                new HttpConnection(http, timeouts));
      }
    };
  }

  /** What is listened on, in the order of the settings, with the ports that were chosen. */
  public List<InetSocketAddress> addresses() {
    return sockets.stream().map(socket -> (InetSocketAddress) socket.localAddress()).toList();
  }

  /** Closes the sockets and all connections, and returns with the threads ended. Idempotent. */
  @Override
  public void close() {
    sockets.forEach(socket -> socket.close().awaitUninterruptibly());
    connections.close().awaitUninterruptibly();
    loops.close();
  }
}
