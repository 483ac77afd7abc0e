package dev.balsa.server.api;

import java.io.IOException;

/** Serves one unary method. */
@FunctionalInterface
interface UnaryMethod {

  /**
   * Starts serving a request and returns without waiting; the call is answered or failed once, now
   * or later, on any thread.
   *
   * @param request the message as it came
   * @throws IOException if the request is no message of its type
   */
  void serve(byte[] request, UnaryCall call) throws IOException;
}
