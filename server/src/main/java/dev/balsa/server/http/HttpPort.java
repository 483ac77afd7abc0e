package dev.balsa.server.http;

import dev.balsa.server.api.ApiServices;
import dev.balsa.server.tls.TlsServer;
import io.grpc.netty.shaded.io.netty.bootstrap.ServerBootstrap;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelFuture;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandler;
import io.grpc.netty.shaded.io.netty.channel.ChannelInitializer;
import io.grpc.netty.shaded.io.netty.channel.group.ChannelGroup;
import io.grpc.netty.shaded.io.netty.channel.group.DefaultChannelGroup;
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

  /** Probes and scrapes have no body worth mentioning. */
  private static final int MAX_PROBE_BODY_BYTES = 64 << 10;

  private final EventLoops loops = new EventLoops(1);
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final List<Channel> sockets = new ArrayList<>();

  private final List<Listener> listeners;

  private HttpPort(List<Listener> listeners) {
    this.listeners = listeners;
  }

  /**
   * Opens sockets for metrics, health and probes.
   *
   * @param tls for those that serve TLS; null if none does
   * @throws IOException if one of the addresses cannot be listened on; none is open then
   */
  public static HttpPort forMonitoring(List<Listener> listeners, TlsServer tls, HttpPages pages)
      throws IOException {
    return open(
        listeners, tls, new HttpSide(pages, null, HttpPolicy.DEFAULT, MAX_PROBE_BODY_BYTES));
  }

  /**
   * Opens sockets for everything that the client port serves over HTTP/1.1.
   *
   * @param like how the client port is served
   * @throws IOException if one of the addresses cannot be listened on; none is open then
   */
  public static HttpPort forClients(
      List<Listener> listeners, ListenSettings like, ApiServices api, HttpPages pages)
      throws IOException {
    return open(listeners, like.tls(), HttpSide.of(like.http(), api, pages));
  }

  private static HttpPort open(List<Listener> listeners, TlsServer tls, HttpSide http)
      throws IOException {
    UnixSockets.clear(listeners);
    HttpPort port = new HttpPort(listeners);
    Connections count = new Connections();
    for (Listener listener : listeners) {
      PortRules rules =
          new PortRules(
              false, listener.plain(), listener.secure() ? tls : null, http, count, null, null);
      ChannelFuture bound =
          new ServerBootstrap()
              .group(port.loops.group())
              .channel(port.loops.channelType(listener.isUnix()))
              .childHandler(port.connection(rules))
              .bind(port.loops.address(listener.address()))
              .awaitUninterruptibly();
      if (!bound.isSuccess()) {
        port.close();
        throw new IOException(bound.cause().getMessage(), bound.cause());
      }
      port.sockets.add(bound.channel());
    }
    return port;
  }

  private ChannelInitializer<Channel> connection(PortRules rules) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel channel) {
        connections.add(channel);
        channel.pipeline().addLast(PortSniffer.first(rules, HttpPort::noGrpc));
      }
    };
  }

  private static ChannelHandler noGrpc(Security security) {
    throw new IllegalStateException("a port for HTTP was asked for gRPC");
  }

  /** What is listened on, in the order of the settings, with the ports that were chosen. */
  public List<InetSocketAddress> addresses() {
    return sockets.stream()
        .map(Channel::localAddress)
        .filter(InetSocketAddress.class::isInstance)
        .map(InetSocketAddress.class::cast)
        .toList();
  }

  /** Closes the sockets and all connections, and returns with the threads ended. Idempotent. */
  @Override
  public void close() {
    sockets.forEach(socket -> socket.close().awaitUninterruptibly());
    connections.close().awaitUninterruptibly();
    loops.close();
    UnixSockets.remove(listeners);
  }
}
