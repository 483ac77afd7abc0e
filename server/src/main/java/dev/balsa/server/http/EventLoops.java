package dev.balsa.server.http;

import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.ServerChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.unix.DomainSocketAddress;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.concurrent.TimeUnit;

/** The threads that serve the client port: a bounded number of daemons, epoll's where it exists. */
final class EventLoops implements AutoCloseable {

  private static final String THREAD_NAME = "balsa-client-port";

  private final EventLoopGroup group;
  private final boolean epoll = Epoll.isAvailable();

  EventLoops(int threads) {
    DefaultThreadFactory factory = new DefaultThreadFactory(THREAD_NAME, true);
    this.group =
        new MultiThreadIoEventLoopGroup(
            threads, factory, epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
  }

  EventLoopGroup group() {
    return group;
  }

  /**
   * @param unix whether sockets of the file system are meant
   */
  Class<? extends ServerChannel> channelType(boolean unix) {
    if (unix) {
      return epoll ? EpollServerDomainSocketChannel.class : NioServerDomainSocketChannel.class;
    }
    return epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
  }

  /** The same address in the form that the channels want. */
  SocketAddress address(SocketAddress address) {
    return epoll && address instanceof UnixDomainSocketAddress unix
        ? new DomainSocketAddress(unix.getPath().toString())
        : address;
  }

  /** Ends the threads, which takes milliseconds once the connections are closed. */
  @Override
  public void close() {
    group.shutdownGracefully(0, 200, TimeUnit.MILLISECONDS).awaitUninterruptibly(800);
  }
}
