package dev.balsa.server.api;

import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.Status;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * How messages cross the border to gRPC: requests stay the bytes they came as, responses write
 * themselves.
 */
final class Marshallers {

  private static final Marshaller<byte[]> REQUEST =
      new Marshaller<>() {
        @Override
        public InputStream stream(byte[] value) {
          return new java.io.ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
          try {
            return bytesOf(stream);
          } catch (IOException e) {
            throw Status.INTERNAL
                .withDescription("unreadable request")
                .withCause(e)
                .asRuntimeException();
          }
        }
      };

  private static final Marshaller<WireMessage> RESPONSE =
      new Marshaller<>() {
        @Override
        public InputStream stream(WireMessage value) {
          return new WireStream(value);
        }

        @Override
        public WireMessage parse(InputStream stream) {
          throw new IllegalStateException("a server does not read responses");
        }
      };

  private Marshallers() {}

  /**
   * All that is left of a stream. {@link InputStream#readAllBytes} begins with 16 KiB for whatever
   * comes, a hundred times what a small put is; gRPC knows how long a message is, unless it came
   * compressed.
   */
  static byte[] bytesOf(InputStream stream) throws IOException {
    if (!(stream instanceof KnownLength)) {
      return stream.readAllBytes();
    }
    byte[] bytes = new byte[stream.available()];
    int count = stream.readNBytes(bytes, 0, bytes.length);
    if (count < bytes.length) {
      throw new EOFException(count + " of " + bytes.length + " bytes");
    }
    return bytes;
  }

  static Marshaller<byte[]> request() {
    return REQUEST;
  }

  static Marshaller<WireMessage> response() {
    return RESPONSE;
  }

  /** The same method with our marshallers in place of the generated ones. */
  static MethodDescriptor<byte[], WireMessage> raw(MethodDescriptor<?, ?> method) {
    return method.toBuilder(REQUEST, RESPONSE).build();
  }
}
