package dev.balsa.server.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.balsa.api.PutRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** {@link PutFields} against the generated parser, on sound, odd and broken messages. */
class PutFieldsPropertyTest {

  @Property(tries = 2000)
  void readsWhatTheGeneratedParserReads(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    int parts = random.nextInt(3) + 1;
    for (int i = 0; i < parts; i++) {
      message.write(randomPut(random).toByteArray()); // one behind the other: fields come again
    }
    assertSame(message.toByteArray());
  }

  @Property(tries = 5000)
  void refusesExactlyWhatTheGeneratedParserRefuses(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    byte[] message = randomPut(random).toByteArray();
    for (int i = random.nextInt(3); i >= 0 && message.length > 0; i--) {
      message[random.nextInt(message.length)] = (byte) random.nextInt();
    }
    assertSame(message);
  }

  @Property(tries = 5000)
  void agreesAboutNoise(@ForAll byte[] noise) throws IOException {
    assertSame(noise);
  }

  private static void assertSame(byte[] message) throws IOException {
    PutRequest expected;
    try {
      expected = PutRequest.parseFrom(message);
    } catch (InvalidProtocolBufferException e) {
      assertNull(parsed(message), "the generated parser says: " + e.getMessage());
      return;
    }
    assertEquals(
        new PutFields(
            expected.getKey().size(),
            expected.getValue().size(),
            expected.getLease(),
            expected.getIgnoreValue(),
            expected.getIgnoreLease()),
        parsed(message));
  }

  private static PutFields parsed(byte[] message) throws IOException {
    try {
      return PutFields.parse(message);
    } catch (InvalidProtocolBufferException e) {
      return null;
    }
  }

  private static PutRequest randomPut(Random random) {
    byte[] key = new byte[random.nextInt(20)];
    byte[] value = new byte[random.nextInt(200)];
    random.nextBytes(key);
    random.nextBytes(value);
    return PutRequest.newBuilder()
        .setKey(ByteString.copyFrom(key))
        .setValue(ByteString.copyFrom(value))
        .setLease(random.nextInt(3) == 0 ? random.nextLong() : 0)
        .setPrevKv(random.nextBoolean())
        .setIgnoreValue(random.nextBoolean())
        .setIgnoreLease(random.nextBoolean())
        .build();
  }
}
