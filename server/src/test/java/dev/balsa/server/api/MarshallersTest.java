package dev.balsa.server.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.grpc.KnownLength;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MarshallersTest {

  /** gRPC's stream over the frames of a message: gives a few bytes at a time, knows how many. */
  private static final class Frames extends InputStream implements KnownLength {
    private final ByteArrayInputStream bytes;
    private int missing;

    Frames(byte[] bytes, int missing) {
      this.bytes = new ByteArrayInputStream(bytes);
      this.missing = missing;
    }

    @Override
    public int available() {
      return bytes.available() + missing;
    }

    @Override
    public int read() {
      return bytes.read();
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      return bytes.read(target, offset, Math.min(length, 3));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "a request of several frames"})
  void aRequestIsAllThatArrivedWhetherItsLengthIsKnownOrNot(String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    assertArrayEquals(bytes, Marshallers.bytesOf(new Frames(bytes, 0)));
    assertArrayEquals(bytes, Marshallers.bytesOf(new ByteArrayInputStream(bytes)));
  }

  @Test
  void aRequestThatIsShorterThanItWasSaidToBeIsRefused() {
    assertThrows(EOFException.class, () -> Marshallers.bytesOf(new Frames(new byte[5], 1)));
  }
}
