package dev.balsa.server.peer;

import dev.balsa.server.tls.HandshakeGate;
import dev.balsa.server.tls.TlsServer;
import io.grpc.netty.shaded.io.grpc.netty.GrpcHttp2ConnectionHandler;
import io.grpc.netty.shaded.io.grpc.netty.InternalProtocolNegotiator;
import io.grpc.netty.shaded.io.grpc.netty.InternalProtocolNegotiators;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandler;
import io.grpc.netty.shaded.io.netty.util.AsciiString;

/**
 * Lets in whoever is to be served at the peer port: with TLS, only those that show a good
 * certificate. It is checked in the background: the thread of the connections is that of consensus,
 * too.
 */
final class PeerNegotiator implements InternalProtocolNegotiator.ProtocolNegotiator {

  private final InternalProtocolNegotiator.ProtocolNegotiator grpc =
      InternalProtocolNegotiators.serverPlaintext();

  private final PeerTransport transport;

  private final PeerConnections connections = new PeerConnections();

  /** Null where TLS is not spoken. */
  private final TlsServer tls;

  PeerNegotiator(PeerTransport transport, TlsServer tls) {
    this.transport = transport;
    this.tls = tls;
  }

  @Override
  public AsciiString scheme() {
    return tls == null ? grpc.scheme() : AsciiString.of("https");
  }

  @Override
  public ChannelHandler newHandler(GrpcHttp2ConnectionHandler grpcHandler) {
    if (tls == null) {
      return sniffer(grpcHandler);
    }
    return new HandshakeGate(
        tls, this::inBackground, (ctx, session, event) -> sniffer(grpcHandler), null, true);
  }

  private PeerSniffer sniffer(GrpcHttp2ConnectionHandler grpcHandler) {
    return new PeerSniffer(transport, connections, () -> grpc.newHandler(grpcHandler));
  }

  private void inBackground(Runnable task) {
    if (!transport.environment().execute(task)) {
      task.run(); // so much is going on that one more check makes no difference
    }
  }

  @Override
  public void close() {
    grpc.close();
  }
}
