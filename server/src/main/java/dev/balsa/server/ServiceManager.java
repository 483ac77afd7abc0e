package dev.balsa.server;

import dev.balsa.server.logging.Log;
import io.grpc.netty.shaded.io.netty.bootstrap.Bootstrap;
import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelFuture;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.unix.DomainSocketAddress;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Who started this process and waits to be told that it serves: systemd, which starts what depends
 * on a unit of {@code Type=notify} after that word and ends a process that never says it. Debian's
 * unit for etcd is one.
 *
 * <p>The word is a datagram to the socket that the variable {@code NOTIFY_SOCKET} names: a path, or
 * behind {@code @} a name outside of the file system; sd_notify(3). It has to come from the process
 * itself, not from one of its children. The JDK has no such datagrams, epoll has.
 */
final class ServiceManager {

  static final String READY = "READY=1";
  static final String STOPPING = "STOPPING=1";

  private static final String VARIABLE = "NOTIFY_SOCKET";
  private static final long PATIENCE_MILLIS = 2_000;
  private static final long THREAD_END_MILLIS = 200;

  private static final Log LOG = Log.of(ServiceManager.class);

  /** Empty if nobody waits. */
  private final String socket;

  private ServiceManager(String socket) {
    this.socket = socket;
  }

  /**
   * The one that these variables name, if they do.
   *
   * @param variables of the process
   */
  static ServiceManager of(Map<String, String> variables) {
    return new ServiceManager(variables.getOrDefault(VARIABLE, ""));
  }

  /** Tells how far the process is; it goes on in any case. Blocks for milliseconds, 6 s at most. */
  void tell(String state) {
    if (socket.isEmpty()) {
      return;
    }
    try {
      send(state);
      LOG.info("notified the service manager", "state", state);
    } catch (IOException e) {
      LOG.error("failed to notify the service manager", e, "state", state, "socket", socket);
    }
  }

  private void send(String state) throws IOException {
    if (!Epoll.isAvailable()) {
      throw new IOException("no epoll on this platform", Epoll.unavailabilityCause());
    }
    EventLoopGroup loop =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("balsa-notify", true), EpollIoHandler.newFactory());
    try {
      Bootstrap bootstrap =
          new Bootstrap()
              .group(loop)
              .channel(EpollDomainDatagramChannel.class)
              .handler(new ChannelInboundHandlerAdapter());
      ChannelFuture connected = bootstrap.connect(address());
      done(connected);
      Channel channel = connected.channel();
      done(channel.writeAndFlush(Unpooled.copiedBuffer(state, StandardCharsets.UTF_8)));
      done(channel.close());
    } finally {
      loop.shutdownGracefully(0, THREAD_END_MILLIS, TimeUnit.MILLISECONDS)
          .awaitUninterruptibly(PATIENCE_MILLIS);
    }
  }

  private DomainSocketAddress address() {
    return new DomainSocketAddress(socket.startsWith("@") ? '\0' + socket.substring(1) : socket);
  }

  private static void done(ChannelFuture future) throws IOException {
    if (!future.awaitUninterruptibly(PATIENCE_MILLIS)) {
      throw new IOException("nothing happened within " + PATIENCE_MILLIS + " ms");
    }
    if (!future.isSuccess()) {
      throw new IOException(future.cause().getMessage(), future.cause());
    }
  }
}
