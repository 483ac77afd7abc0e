package dev.balsa.server.api;

import io.grpc.Drainable;
import io.grpc.KnownLength;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * A response on its way into the transport, which drains it in one go; an in-process transport
 * reads it instead.
 */
final class WireStream extends InputStream implements Drainable, KnownLength {

  private final WireMessage message;
  private final int size;

  /** Made when somebody reads; null while draining is still possible. */
  private byte[] content;

  private int at;

  WireStream(WireMessage message) {
    this.message = message;
    this.size = Math.toIntExact(message.size());
  }

  @Override
  public int drainTo(OutputStream target) throws IOException {
    if (content != null) {
      throw new IllegalStateException("already being read");
    }
    message.drainTo(target);
    at = size;
    return size;
  }

  @Override
  public int available() {
    return size - at;
  }

  @Override
  public int read() {
    return at == size ? -1 : content()[at++] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) {
    if (length == 0) {
      return 0;
    }
    int count = Math.min(length, size - at);
    if (count == 0) {
      return -1;
    }
    System.arraycopy(content(), at, into, offset, count);
    at += count;
    return count;
  }

  private byte[] content() {
    if (content == null) {
      content = WireOutput.toBytes(message);
    }
    return content;
  }
}
