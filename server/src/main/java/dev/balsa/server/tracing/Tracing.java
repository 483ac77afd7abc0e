package dev.balsa.server.tracing;

import io.grpc.Metadata;

/** Records calls as spans. Thread-safe; no method blocks but {@link #close}. */
public interface Tracing extends AutoCloseable {

  /**
   * A call begins.
   *
   * @param method its full name, such as {@code etcdserverpb.KV/Put}
   * @param headers may name the span of the client's that this one belongs to
   * @return null if this call is not recorded
   */
  CallTrace begin(String method, Metadata headers);

  /** Sends what waits to be sent, for two seconds at most, and ends the threads that do so. */
  @Override
  void close();
}
