package dev.balsa.server.http;

import dev.balsa.server.api.ApiServices;
import dev.balsa.server.api.ApiSettings;
import dev.balsa.server.api.BundleMark;
import dev.balsa.server.api.DirectReplica;
import dev.balsa.server.metrics.Metrics;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;

/** A client port over a replica in memory, and a channel to it. */
public final class ServerFixture implements AutoCloseable {

  public final DirectReplica replica;
  public final Metrics metrics = new Metrics();
  public final ApiServices api;
  public final ClientPort port;
  public final ManagedChannel channel;

  public ServerFixture() {
    this(new DirectReplica(), ApiSettings.DEFAULT);
  }

  public ServerFixture(DirectReplica replica, ApiSettings settings) {
    this.replica = replica;
    this.api =
        new ApiServices(
            replica, settings, metrics, System::nanoTime, new BundleMark(new SecureRandom()));
    try {
      this.port =
          ClientPort.open(
              ListenSettings.on(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
              api,
              new HttpPages(replica, settings, metrics));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.channel =
        NettyChannelBuilder.forAddress(port.addresses().get(0))
            .usePlaintext()
            .maxInboundMessageSize(Integer.MAX_VALUE)
            .build();
  }

  /** Where the server listens. */
  public InetSocketAddress address() {
    return port.addresses().get(0);
  }

  @Override
  public void close() {
    channel.shutdownNow();
    try {
      channel.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    port.close();
    replica.close();
  }
}
