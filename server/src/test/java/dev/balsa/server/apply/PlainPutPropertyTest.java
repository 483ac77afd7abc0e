package dev.balsa.server.apply;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.balsa.api.PutRequest;
import dev.balsa.mvcc.Op;
import dev.balsa.server.auth.Caller;
import dev.balsa.server.command.InternalRaftRequest;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** {@link PlainPut} against the generated classes, on sound, odd and broken log entries. */
class PlainPutPropertyTest {

  @Property(tries = 2000)
  void readsEveryPutOfACallerWithoutANameAsTheGeneratedClassesDo(@ForAll long seed) {
    Random random = new Random(seed);
    byte[] data = CommandCodec.encode(random.nextLong(), CommandKind.PUT, randomPut(random));
    assertNotNull(PlainPut.read(data));
    assertAgrees(data);
  }

  @Property(tries = 500)
  void takesOfAFieldThatComesTwiceTheLast(@ForAll long seed) {
    Random random = new Random(seed);
    byte[] body = joined(randomPut(random), randomPut(random));
    byte[] data = CommandCodec.encode(random.nextLong(), CommandKind.PUT, body);
    assertNotNull(PlainPut.read(data));
    assertAgrees(data);
  }

  @Property(tries = 500)
  void leavesAPutWithAFieldThatItDoesNotKnowToTheGeneratedClasses(@ForAll long seed) {
    Random random = new Random(seed);
    byte[] unknown = {(byte) (15 << 3), 1};
    byte[] body = joined(randomPut(random), unknown);
    assertNull(PlainPut.read(CommandCodec.encode(7, CommandKind.PUT, body)));
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  @Property(tries = 500)
  void leavesWhatIsNoPutOrHasACallerToTheGeneratedClasses(@ForAll long seed) {
    Random random = new Random(seed);
    byte[] body = randomPut(random);
    Caller caller = new Caller("user", 1 + random.nextInt(5));
    assertNull(PlainPut.read(CommandCodec.encode(7, CommandKind.PUT, body, caller)));
    assertNull(PlainPut.read(CommandCodec.encode(7, CommandKind.LEASE_GRANT, body)));
    assertNull(PlainPut.read(new byte[0]));
  }

  @Property(tries = 5000)
  void neverReadsAnythingElseOutOfABrokenEntry(@ForAll long seed) {
    Random random = new Random(seed);
    byte[] data = CommandCodec.encode(random.nextLong(), CommandKind.PUT, randomPut(random));
    for (int i = random.nextInt(3); i >= 0; i--) {
      data[random.nextInt(data.length)] = (byte) random.nextInt();
    }
    assertAgrees(data);
    assertAgrees(Arrays.copyOf(data, random.nextInt(data.length + 1)));
  }

  /** What is read at all is what the generated classes read. */
  private static void assertAgrees(byte[] data) {
    PlainPut plain = PlainPut.read(data);
    if (plain == null) {
      return;
    }
    InternalRaftRequest expected;
    try {
      expected = CommandCodec.decode(data);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("the generated classes refuse what was read as " + plain, e);
    }
    assertEquals(CommandCodec.requestIdOf(expected), plain.requestId());
    assertEquals(Caller.NOBODY, CommandCodec.callerOf(expected));
    assertEquals(
        InternalRaftRequest.newBuilder()
            .setPut(expected.getPut())
            .setHeader(expected.getHeader())
            .build(),
        expected);
    Op.Put put = OpDecoder.put(expected.getPut());
    assertArrayEquals(put.key(), plain.put().key());
    assertArrayEquals(put.value(), plain.put().value());
    assertEquals(put.lease(), plain.put().lease());
    assertEquals(put.prevKv(), plain.put().prevKv());
    assertEquals(put.ignoreValue(), plain.put().ignoreValue());
    assertEquals(put.ignoreLease(), plain.put().ignoreLease());
  }

  private static byte[] randomPut(Random random) {
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
        .build()
        .toByteArray();
  }
}
