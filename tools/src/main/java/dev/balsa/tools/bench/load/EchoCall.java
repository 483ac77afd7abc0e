package dev.balsa.tools.bench.load;

/** Sends bytes to the echo server, which sends them back. */
final class EchoCall extends UnaryCall {
  private final byte[] request;

  EchoCall(int bytes) {
    super(EchoServer.PATH, bytes);
    request = new byte[bytes];
  }

  @Override
  byte[] request() {
    return request;
  }
}
