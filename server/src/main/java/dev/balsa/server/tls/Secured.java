package dev.balsa.server.tls;

import io.grpc.netty.shaded.io.netty.channel.ChannelHandler;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import javax.net.ssl.SSLSession;

/** Takes over a connection whose handshake is over and whose caller was found good. */
@FunctionalInterface
public interface Secured {

  /**
   * Makes the next handler, which comes to stand in place of the {@link HandshakeGate}. On the
   * connection's event loop.
   *
   * @param event what gRPC told its negotiation before; the next handler's to pass on
   */
  ChannelHandler next(ChannelHandlerContext ctx, SSLSession session, Object event);
}
