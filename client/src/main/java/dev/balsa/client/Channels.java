package dev.balsa.client;

import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
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
        NettyChannelBuilder.forAddress(
                address.host(),
                address.port(),
                address.secure()
                    ? settings.tls().credentials()
                    : InsecureChannelCredentials.create())
            .initialFlowControlWindow(FLOW_CONTROL_WINDOW_BYTES)
            .withOption(
                ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) settings.connectTimeout().toMillis());
    settings.authority().ifPresent(builder::overrideAuthority);
    return builder;
  }
}
