package dev.balsa.server.peer;

import dev.balsa.server.env.Environment;
import dev.balsa.server.tls.HandshakeGate;
import dev.balsa.server.tls.TlsServer;
import io.grpc.netty.shaded.io.grpc.netty.GrpcHttp2ConnectionHandler;
import io.grpc.netty.shaded.io.grpc.netty.InternalProtocolNegotiator;
import io.grpc.netty.shaded.io.grpc.netty.InternalProtocolNegotiators;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandler;
import io.grpc.netty.shaded.io.netty.util.AsciiString;

/**
 * Lets in only members that show a good certificate. It is checked in the background: the thread of
 * the connections is that of consensus, too.
 */
final class PeerNegotiator implements InternalProtocolNegotiator.ProtocolNegotiator {

  private final InternalProtocolNegotiator.ProtocolNegotiator grpc =
      InternalProtocolNegotiators.serverPlaintext();

  private final TlsServer tls;
  private final Environment environment;

  PeerNegotiator(TlsServer tls, Environment environment) {
    this.tls = tls;
    this.environment = environment;
  }

  @Override
  public AsciiString scheme() {
    return AsciiString.of("https");
  }

  @Override
  public ChannelHandler newHandler(GrpcHttp2ConnectionHandler grpcHandler) {
    return new HandshakeGate(
        tls, this::inBackground, (ctx, session, event) -> grpc.newHandler(grpcHandler), null, true);
  }

  private void inBackground(Runnable task) {
    if (!environment.execute(task)) {
      task.run(); // so much is going on that one more check makes no difference
    }
  }

  @Override
  public void close() {
    grpc.close();
  }
}
