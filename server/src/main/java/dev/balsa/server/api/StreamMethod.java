package dev.balsa.server.api;

import io.grpc.ServerCall;

/** Serves one streaming method. */
@FunctionalInterface
interface StreamMethod {

  /**
   * Starts serving a call that has passed the checks of every call.
   *
   * @return what gets the client's messages; the caller has not asked for any yet
   */
  ServerCall.Listener<byte[]> open(StreamCall call);
}
