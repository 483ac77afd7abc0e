package dev.balsa.tools.bench.wire;

import io.grpc.netty.shaded.io.netty.bootstrap.Bootstrap;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelInitializer;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The event loops of the generator, and connections on them. Any thread may call. */
public final class Network implements AutoCloseable {
  private static final int CONNECT_SECONDS_MAX = 20;
  private static final int CLOSE_SECONDS_MAX = 5;

  private final boolean epoll = Epoll.isAvailable();
  private final EventLoopGroup loops;

  /**
   * Starts the threads.
   *
   * @param threads how many; connections are spread over them in turn
   */
  public Network(int threads) {
    loops =
        new MultiThreadIoEventLoopGroup(
            threads,
            new DefaultThreadFactory("bench", true),
            epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
  }

  /**
   * Opens a connection to {@code host:port} and waits until the server has answered.
   *
   * @throws IOException if it cannot be reached, with the endpoint in the message
   */
  public Connection connect(String endpoint) throws IOException, InterruptedException {
    int colon = endpoint.lastIndexOf(':');
    Connection connection = new Connection(endpoint);
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loops)
            .channel(epoll ? EpollSocketChannel.class : NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(connection);
                  }
                });
    try {
      bootstrap
          .connect(endpoint.substring(0, colon), Integer.parseInt(endpoint.substring(colon + 1)))
          .get(CONNECT_SECONDS_MAX, TimeUnit.SECONDS);
      return connection.ready().get(CONNECT_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IOException(endpoint + ": " + e.getCause().getMessage(), e);
    } catch (TimeoutException e) {
      throw new IOException(endpoint + " does not answer as a gRPC server", e);
    }
  }

  /** Ends the threads and with them all connections. */
  @Override
  public void close() {
    loops
        .shutdownGracefully(0, 1, TimeUnit.SECONDS)
        .awaitUninterruptibly(CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
  }
}
