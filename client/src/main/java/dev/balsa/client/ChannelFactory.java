package dev.balsa.client;

import io.grpc.ManagedChannelBuilder;

/** Makes the gRPC channel to one endpoint; for callers that need another transport than TCP. */
@FunctionalInterface
public interface ChannelFactory {

  /**
   * A builder of a channel to this endpoint. The client sets executor, size limits and idle
   * time-out on it, and closes what it builds.
   */
  ManagedChannelBuilder<?> builderFor(String endpoint);
}
