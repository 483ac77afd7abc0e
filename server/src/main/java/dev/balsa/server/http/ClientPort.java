package dev.balsa.server.http;

import dev.balsa.server.api.ApiServices;
import dev.balsa.server.gateway.Gateway;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** The open sockets on which clients are served. Thread-safe. */
public final class ClientPort implements AutoCloseable {

  private static final int ACCEPT_BACKLOG = 1024;
  private static final long GRACE_MILLIS = 300;
  private static final long FORCE_MILLIS = 300;

  /** HTTP connections never become gRPC transports; {@link PortSniffer} has the real time-out. */
  private static final long GRPC_HANDSHAKE_DAYS = 3650;

  private final Server server;
  private final List<InetSocketAddress> addresses;
  private final EventLoops loops;
  private final ApiServices api;
  private final Future<?> ticks;

  private ClientPort(
      Server server, List<InetSocketAddress> asked, EventLoops loops, ApiServices api) {
    this.server = server;
    this.addresses = inOrder(asked, server);
    this.loops = loops;
    this.api = api;
    long tickMillis = api.settings().electionTimeoutMillis();
    this.ticks =
        loops
            .group()
            .next()
            .scheduleAtFixedRate(api::tick, tickMillis, tickMillis, TimeUnit.MILLISECONDS);
  }

  /**
   * Opens all sockets and serves.
   *
   * @param pages what HTTP/1.1 is answered with; null to speak gRPC alone
   * @throws IOException if one of the addresses cannot be listened on; none is open then
   */
  public static ClientPort open(ListenSettings settings, ApiServices api, HttpPages pages)
      throws IOException {
    return open(settings, api, pages, Optional.empty());
  }

  /**
   * The same with calls run elsewhere than on the event loop.
   *
   * @param calls runs what gRPC calls bring; empty for the event loop
   * @throws IOException if one of the addresses cannot be listened on; none is open then
   */
  public static ClientPort open(
      ListenSettings settings, ApiServices api, HttpPages pages, Optional<Executor> calls)
      throws IOException {
    EventLoops loops = new EventLoops(settings.eventLoopThreads());
    try {
      Server server = builder(settings, api, pages, loops, calls).build().start();
      api.serving(true);
      return new ClientPort(server, settings.addresses(), loops, api);
    } catch (IOException | RuntimeException e) {
      loops.close();
      throw e;
    }
  }

  private static NettyServerBuilder builder(
      ListenSettings settings,
      ApiServices api,
      HttpPages pages,
      EventLoops loops,
      Optional<Executor> calls) {
    List<InetSocketAddress> addresses = settings.addresses();
    NettyServerBuilder builder = NettyServerBuilder.forAddress(addresses.get(0));
    addresses.subList(1, addresses.size()).forEach(builder::addListenAddress);
    builder
        .bossEventLoopGroup(loops.group())
        .workerEventLoopGroup(loops.group())
        .channelType(loops.channelType())
        .withOption(ChannelOption.SO_BACKLOG, ACCEPT_BACKLOG)
        .protocolNegotiator(
            new PortNegotiator(pages == null ? null : httpSide(settings.http(), api, pages)))
        .handshakeTimeout(GRPC_HANDSHAKE_DAYS, TimeUnit.DAYS)
        .initialFlowControlWindow(settings.flowControlWindowBytes())
        .maxConcurrentCallsPerConnection(
            (int) Math.min(Integer.MAX_VALUE, Math.max(1, settings.maxConcurrentStreams())))
        .maxInboundMessageSize(grpcLimit(api.settings().maxReceiveBytes()))
        .permitKeepAliveTime(settings.keepAliveMinTime().toNanos(), TimeUnit.NANOSECONDS)
        .permitKeepAliveWithoutCalls(true)
        .addServices(api.services())
        .fallbackHandlerRegistry(api.unknownMethods());
    calls.ifPresentOrElse(builder::executor, builder::directExecutor);
    if (!settings.keepAliveInterval().isZero()) {
      builder
          .keepAliveTime(settings.keepAliveInterval().toNanos(), TimeUnit.NANOSECONDS)
          .keepAliveTimeout(settings.keepAliveTimeout().toNanos(), TimeUnit.NANOSECONDS);
    }
    return builder;
  }

  static HttpSide httpSide(HttpPolicy policy, ApiServices api, HttpPages pages) {
    return new HttpSide(
        pages,
        policy.gateway() ? new Gateway(api) : null,
        policy,
        HttpSide.bodyLimit(api.settings().maxReceiveBytes()));
  }

  /**
   * What the transport lets through. The services refuse what is larger than their own limit in
   * etcd's words; the transport has to stop only what would cost memory.
   */
  private static int grpcLimit(int maxReceiveBytes) {
    return (int) Math.min(Integer.MAX_VALUE, 2L * maxReceiveBytes);
  }

  /** What is listened on, in the order of the settings, with the ports that were chosen. */
  public List<InetSocketAddress> addresses() {
    return addresses;
  }

  /** gRPC tells its sockets in no particular order. */
  private static List<InetSocketAddress> inOrder(List<InetSocketAddress> asked, Server server) {
    List<InetSocketAddress> open = new ArrayList<>();
    server.getListenSockets().forEach(socket -> open.add((InetSocketAddress) socket));
    List<InetSocketAddress> ordered = new ArrayList<>();
    for (InetSocketAddress address : asked) {
      InetSocketAddress found =
          open.stream().filter(socket -> serves(socket, address)).findFirst().orElse(open.get(0));
      open.remove(found);
      ordered.add(found);
    }
    return List.copyOf(ordered);
  }

  private static boolean serves(InetSocketAddress socket, InetSocketAddress asked) {
    boolean samePort = asked.getPort() == 0 || socket.getPort() == asked.getPort();
    boolean everywhere =
        socket.getAddress().isAnyLocalAddress() && asked.getAddress().isAnyLocalAddress();
    return samePort && (everywhere || socket.getAddress().equals(asked.getAddress()));
  }

  /**
   * Begins to stop: no new connections, streams end with "server stopped", calls under way get
   * {@value #GRACE_MILLIS} ms. Idempotent.
   *
   * @return whether all calls have ended; else the member must answer those that are left before
   *     {@link #close}, which would break them off without a word of etcd's
   */
  public boolean drain() {
    ticks.cancel(false);
    server.shutdown();
    api.stop();
    return awaitCalls(GRACE_MILLIS);
  }

  /** Breaks off all connections without a word. Idempotent. */
  public void breakOff() {
    ticks.cancel(false);
    server.shutdownNow();
    api.stop();
  }

  private boolean awaitCalls(long millis) {
    try {
      return server.awaitTermination(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Stops, and breaks off what is still under way. Returns with all threads ended. */
  @Override
  public void close() {
    try {
      if (!drain()) {
        server.shutdownNow();
        awaitCalls(FORCE_MILLIS);
      }
    } finally {
      loops.close();
    }
  }
}
