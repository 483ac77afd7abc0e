package dev.balsa.server.peer;

import dev.balsa.server.env.Agent;
import dev.balsa.server.env.AgentHandle;
import dev.balsa.server.env.Clock;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.ServerChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import io.grpc.netty.shaded.io.netty.util.concurrent.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;

/**
 * The threads that serve the connections between members, both ways.
 *
 * <p>One thread has all streams of messages, and consensus as well (see {@link LoopAgent}): between
 * a message that arrives and the one that answers it there is no other thread to be woken. Nothing
 * may block there. Copies of stores on their way out, of which each part is large, have another.
 */
final class PeerLoops implements AutoCloseable {

  private final boolean epoll = Epoll.isAvailable();
  private final EventLoopGroup messages = group("balsa-peer");
  private final EventLoopGroup copies = group("balsa-peer-copies");

  private final PeerTls tls;

  /** Made when the first https address is called. */
  private SslContext outgoing;

  PeerLoops(PeerTls tls) {
    this.tls = tls;
  }

  /** What calls to https addresses are encrypted with. */
  synchronized SslContext outgoing() {
    if (outgoing == null) {
      try {
        outgoing = tls.clientOrPlain().context();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return outgoing;
  }

  /** The name that certificates of others must carry; empty for that of their host. */
  String serverName() {
    return tls.serverName();
  }

  /** A group of one thread, which starts when there is something for it to do. */
  private EventLoopGroup group(String name) {
    return new MultiThreadIoEventLoopGroup(
        1,
        new DefaultThreadFactory(name, true),
        epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
  }

  /** The thread of all streams of messages, and of everything that comes in. */
  EventLoopGroup messages() {
    return messages;
  }

  /** The thread of what is large, goes out, and may take its time. */
  EventLoopGroup copies() {
    return copies;
  }

  /** Calls an agent from the thread of the messages. */
  AgentHandle start(Agent agent, Clock clock) {
    LoopAgent handle = new LoopAgent(agent, clock, messages.next());
    handle.wake();
    return handle;
  }

  Class<? extends ServerChannel> serverChannel() {
    return epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
  }

  Class<? extends Channel> clientChannel() {
    return epoll ? EpollSocketChannel.class : NioSocketChannel.class;
  }

  @Override
  public void close() {
    Future<?> first = copies.shutdownGracefully(0, 200, TimeUnit.MILLISECONDS);
    Future<?> second = messages.shutdownGracefully(0, 200, TimeUnit.MILLISECONDS);
    first.awaitUninterruptibly(800);
    second.awaitUninterruptibly(800);
  }
}
