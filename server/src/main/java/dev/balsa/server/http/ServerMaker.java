package dev.balsa.server.http;

import dev.balsa.server.api.ApiServices;
import dev.balsa.server.api.UnreadAnswers;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Makes the gRPC servers of the client port, which differ only in whom they let in. */
final class ServerMaker {

  private static final int ACCEPT_BACKLOG = 1024;

  /** HTTP connections never become gRPC transports; {@link PortSniffer} has the real time-out. */
  private static final long GRPC_HANDSHAKE_DAYS = 3650;

  /** Of a request: a long token fits, a flood does not. */
  private static final int MAX_METADATA_BYTES = 32 << 10;

  /** Calls at once on a connection: more wait at the client, who is told. */
  static final int MAX_STREAMS = 32_768;

  /** Streams that a client may break off in a while, before it is told to go away. */
  private static final int MAX_RESETS = 5_000;

  private static final int RESET_WINDOW_SECONDS = 10;

  private final ListenSettings settings;
  private final ApiServices api;
  private final EventLoops loops;
  private final Optional<Executor> calls;
  private final HttpSide http;
  private final Connections connections = new Connections();
  private final UnreadAnswers.Total unread;

  /**
   * @param pages null to speak gRPC alone
   * @param calls runs what gRPC calls bring; empty for the event loop
   * @param unread what clients leave unread
   */
  ServerMaker(
      ListenSettings settings,
      ApiServices api,
      HttpPages pages,
      EventLoops loops,
      Optional<Executor> calls,
      UnreadAnswers.Total unread) {
    this.settings = settings;
    this.api = api;
    this.loops = loops;
    this.calls = calls;
    this.unread = unread;
    this.http = pages == null ? null : HttpSide.of(settings.http(), api, pages);
  }

  /**
   * A server that is not started yet.
   *
   * @param listeners alike
   */
  Server make(List<Listener> listeners) {
    Listener first = listeners.get(0);
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(loops.address(first.address()))
            .channelType(loops.channelType(first.isUnix()))
            .protocolNegotiator(new PortNegotiator(rules(first)));
    listeners.stream()
        .skip(1)
        .forEach(listener -> builder.addListenAddress(loops.address(listener.address())));
    if (first.isUnix()) {
      builder.withChildOption(ChannelOption.SO_KEEPALIVE, null); // gRPC's default, for TCP alone
    }
    calls.ifPresentOrElse(builder::executor, builder::directExecutor);
    return limited(builder)
        .bossEventLoopGroup(loops.group())
        .workerEventLoopGroup(loops.group())
        .withOption(ChannelOption.SO_BACKLOG, ACCEPT_BACKLOG)
        .addServices(api.services())
        .fallbackHandlerRegistry(api.unknownMethods())
        .build();
  }

  private NettyServerBuilder limited(NettyServerBuilder builder) {
    builder
        .handshakeTimeout(GRPC_HANDSHAKE_DAYS, TimeUnit.DAYS)
        .initialFlowControlWindow(settings.flowControlWindowBytes())
        .maxConcurrentCallsPerConnection(
            (int) Math.min(MAX_STREAMS, Math.max(1, settings.maxConcurrentStreams())))
        .maxInboundMessageSize(grpcLimit(api.settings().maxReceiveBytes()))
        .maxInboundMetadataSize(MAX_METADATA_BYTES)
        .maxRstFramesPerWindow(MAX_RESETS, RESET_WINDOW_SECONDS)
        .permitKeepAliveTime(settings.keepAliveMinTime().toNanos(), TimeUnit.NANOSECONDS)
        .permitKeepAliveWithoutCalls(true);
    if (!settings.keepAliveInterval().isZero()) {
      builder
          .keepAliveTime(settings.keepAliveInterval().toNanos(), TimeUnit.NANOSECONDS)
          .keepAliveTimeout(settings.keepAliveTimeout().toNanos(), TimeUnit.NANOSECONDS);
    }
    return builder;
  }

  private PortRules rules(Listener listener) {
    return new PortRules(
        true,
        listener.plain(),
        listener.secure() ? settings.tls() : null,
        http,
        connections,
        api.bundleMark(),
        unread);
  }

  /**
   * What the transport lets through. The services refuse what is larger than their own limit in
   * etcd's words; the transport has to stop only what would cost memory.
   */
  private static int grpcLimit(int maxReceiveBytes) {
    return (int) Math.min(Integer.MAX_VALUE, 2L * maxReceiveBytes);
  }
}
