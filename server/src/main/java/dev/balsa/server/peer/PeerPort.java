package dev.balsa.server.peer;

import dev.balsa.server.tls.TlsServer;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The open sockets on which other members are served. Thread-safe. */
public final class PeerPort implements AutoCloseable {

  /** A message has at most a mebibyte of entries, or one larger one; this leaves plenty of room. */
  private static final int MAX_MESSAGE_BYTES = 512 << 20;

  private static final long FORCE_MILLIS = 300;

  /** After which the remains of connections that others have given up are cleared away. */
  private static final long KEEP_ALIVE_SECONDS = 10;

  private static final long KEEP_ALIVE_PATIENCE_SECONDS = 5;

  private final List<Server> servers;

  private PeerPort(List<Server> servers) {
    this.servers = List.copyOf(servers);
  }

  /**
   * Opens all sockets and serves, without TLS.
   *
   * @throws IOException if one of the addresses cannot be listened on; none is open then
   */
  public static PeerPort open(List<InetSocketAddress> addresses, PeerTransport transport)
      throws IOException {
    return open(addresses, List.of(), transport);
  }

  /**
   * Opens all sockets and serves.
   *
   * @param secure addresses on which TLS is spoken, as {@link PeerTransport} was told
   * @throws IOException if one of the addresses cannot be listened on; none is open then
   */
  public static PeerPort open(
      List<InetSocketAddress> plain, List<InetSocketAddress> secure, PeerTransport transport)
      throws IOException {
    List<Server> servers = new ArrayList<>();
    try {
      if (!plain.isEmpty()) {
        servers.add(builder(plain, transport, null).build().start());
      }
      if (!secure.isEmpty()) {
        servers.add(builder(secure, transport, transport.tls().server()).build().start());
      }
    } catch (IOException e) {
      servers.forEach(Server::shutdownNow);
      throw e;
    }
    return new PeerPort(servers);
  }

  private static NettyServerBuilder builder(
      List<InetSocketAddress> addresses, PeerTransport transport, TlsServer tls) {
    PeerLoops loops = transport.loops();
    NettyServerBuilder builder = NettyServerBuilder.forAddress(addresses.get(0));
    addresses.subList(1, addresses.size()).forEach(builder::addListenAddress);
    return builder
        .protocolNegotiator(new PeerNegotiator(transport, tls))
        .bossEventLoopGroup(loops.messages())
        .workerEventLoopGroup(loops.messages())
        .channelType(loops.serverChannel())
        .directExecutor()
        .maxInboundMessageSize(MAX_MESSAGE_BYTES)
        .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
        .keepAliveTimeout(KEEP_ALIVE_PATIENCE_SECONDS, TimeUnit.SECONDS)
        .permitKeepAliveTime(1, TimeUnit.SECONDS)
        .permitKeepAliveWithoutCalls(true)
        .addService(
            ServerInterceptors.intercept(
                new PeerService(transport).definition(), new Doorkeeper(transport)));
  }

  /** What is listened on, with the ports that were chosen. */
  public List<InetSocketAddress> addresses() {
    return servers.stream()
        .flatMap(server -> server.getListenSockets().stream())
        .map(InetSocketAddress.class::cast)
        .toList();
  }

  /** Ends all streams of others at once; they will look for this member until it is back. */
  @Override
  public void close() {
    servers.forEach(Server::shutdownNow);
    try {
      for (Server server : servers) {
        server.awaitTermination(FORCE_MILLIS, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
