package dev.balsa.server.api;

import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.Status;
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
            return stream.readAllBytes();
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
