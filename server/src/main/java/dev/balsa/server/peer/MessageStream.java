package dev.balsa.server.peer;

import com.google.protobuf.CodedOutputStream;
import dev.balsa.raft.Message;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A message on its way into the transport, which drains it in one go. */
final class MessageStream extends InputStream implements Drainable, KnownLength {

  private static final int BUFFER_BYTES = 512;

  private final Message message;
  private final int size;
  private boolean drained;

  /** Made for a transport that reads instead of draining; null until then. */
  private ByteArrayInputStream content;

  MessageStream(Message message) {
    this.message = message;
    this.size = MessageCodec.size(message);
  }

  @Override
  public int drainTo(OutputStream target) throws IOException {
    // Data that is longer than the buffer goes straight to the target.
    MessageCodec.write(message, CodedOutputStream.newInstance(target, BUFFER_BYTES));
    drained = true;
    return size;
  }

  @Override
  public int available() {
    if (drained) {
      return 0;
    }
    return content == null ? size : content.available();
  }

  @Override
  public int read() throws IOException {
    return content().read();
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    return content().read(into, offset, length);
  }

  private ByteArrayInputStream content() throws IOException {
    if (content == null) {
      byte[] bytes = new byte[size];
      MessageCodec.write(message, CodedOutputStream.newInstance(bytes));
      content = new ByteArrayInputStream(bytes);
    }
    return content;
  }
}
