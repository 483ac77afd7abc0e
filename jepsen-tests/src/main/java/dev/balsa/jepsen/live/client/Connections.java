package dev.balsa.jepsen.live.client;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A connection to each member, shared by the clients; members are numbers from 0 on. Thread-safe.
 */
public final class Connections implements AutoCloseable {
  private static final int INBOUND_BYTES_MAX = 256 << 20;

  private final List<ManagedChannel> channels = new CopyOnWriteArrayList<>();
  private final List<String> addresses = new CopyOnWriteArrayList<>();

  /** Connects to servers, each {@code host:port}. */
  public Connections(List<String> addresses) {
    addresses.forEach(this::add);
  }

  /** One member more. */
  public void add(String address) {
    addresses.add(address);
    channels.add(
        NettyChannelBuilder.forTarget("dns:///" + address)
            .usePlaintext()
            .proxyDetector(target -> null)
            .maxInboundMessageSize(INBOUND_BYTES_MAX)
            .build());
  }

  /** How many members can be asked. */
  public int size() {
    return channels.size();
  }

  /** What a member is called in a history. */
  public String name(int member) {
    return "m" + member;
  }

  /** Where a member is. */
  public String address(int member) {
    return addresses.get(member);
  }

  /** The connection to a member. */
  public ManagedChannel channel(int member) {
    return channels.get(member);
  }

  /** A connection that broke is tried again at once, not after a while that grows. */
  public void retryNow(int member) {
    channels.get(member).resetConnectBackoff();
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
  }
}
