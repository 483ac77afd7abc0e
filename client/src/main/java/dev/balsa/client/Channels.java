package dev.balsa.client;

import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Makes the channel to one endpoint, the same way each time. */
final class Channels {

  /** Of the receive window of one stream, so that a large answer does not wait for every ack. */
  private static final int FLOW_CONTROL_WINDOW_BYTES = 4 << 20;

  private static final long NEVER_IDLE_DAYS = 1_000;

  private final ClientSettings settings;

  Channels(ClientSettings settings) {
    this.settings = settings;
  }

  /**
   * A channel that has not connected yet. Retries are the client's business, because only it knows
   * what may be sent twice; callbacks run on the event loop and hand over from there.
   */
  ManagedChannel open(String endpoint) {
    return builder(endpoint)
        .directExecutor()
        .disableRetry()
        .maxInboundMessageSize(Integer.MAX_VALUE)
        .idleTimeout(NEVER_IDLE_DAYS, TimeUnit.DAYS)
        .build();
  }

  private ManagedChannelBuilder<?> builder(String endpoint) {
    if (settings.channels().isPresent()) {
      return settings.channels().get().builderFor(endpoint);
    }
    Address address = Address.parse(endpoint);
    NettyChannelBuilder builder =
        netty(address)
            .initialFlowControlWindow(FLOW_CONTROL_WINDOW_BYTES)
            .withOption(
                ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) settings.connectTimeout().toMillis());
    settings.authority().ifPresent(builder::overrideAuthority);
    return builder;
  }

  private NettyChannelBuilder netty(Address address) {
    ChannelCredentials credentials =
        address.secure() ? settings.tls().credentials() : InsecureChannelCredentials.create();
    if (!address.isSocket()) {
      return NettyChannelBuilder.forAddress(address.host(), address.port(), credentials);
    }
    // Sockets need event loops of another kind, which the network library shares among their users.
    String target =
        URI.create("unix://" + Path.of(address.socket()).toUri().getRawPath()).toString();
    if (Grpc.newChannelBuilder(target, credentials) instanceof NettyChannelBuilder builder) {
      return builder;
    }
    throw new UnsupportedOperationException("no sockets in the file system here: " + address);
  }
}
