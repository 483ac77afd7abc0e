package dev.balsa.server.http;

import io.grpc.netty.shaded.io.grpc.netty.GrpcHttp2ConnectionHandler;
import io.grpc.netty.shaded.io.grpc.netty.InternalProtocolNegotiator;
import io.grpc.netty.shaded.io.grpc.netty.InternalProtocolNegotiators;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandler;
import io.grpc.netty.shaded.io.netty.util.AsciiString;

/** Puts {@link PortSniffer} in front of gRPC's own negotiation. */
final class PortNegotiator implements InternalProtocolNegotiator.ProtocolNegotiator {

  private final InternalProtocolNegotiator.ProtocolNegotiator grpc =
      InternalProtocolNegotiators.serverPlaintext();

  private final PortRules rules;

  PortNegotiator(PortRules rules) {
    this.rules = rules;
  }

  @Override
  public AsciiString scheme() {
    return grpc.scheme();
  }

  @Override
  public ChannelHandler newHandler(GrpcHttp2ConnectionHandler grpcHandler) {
    return PortSniffer.first(
        rules,
        security -> {
          Http2Side.attach(grpcHandler, rules, security);
          return grpc.newHandler(grpcHandler);
        });
  }

  @Override
  public void close() {
    grpc.close();
  }
}
