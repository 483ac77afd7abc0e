package dev.balsa.server.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.api.ResponseHeader;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class WireBundleTest {

  private static final byte[] IDENTITY =
      ResponseHeader.newBuilder().setClusterId(-5).setMemberId(1L << 63).build().toByteArray();

  /** Against the same written with the JDK's means; a bundle that was sent is filled again. */
  @Property(tries = 200)
  void isTheMarkAndEveryMessageInAFrameOfItsOwn(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    BundleMark mark = new BundleMark(random);
    WireBundle bundle = new WireBundle(mark);
    for (int use = 0; use < 3; use++) {
      bundle.clear();
      isTheMarkAndEveryMessage(random, mark, bundle);
    }
  }

  private static void isTheMarkAndEveryMessage(Random random, BundleMark mark, WireBundle bundle)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream expected = new DataOutputStream(bytes);
    expected.writeLong(mark.first());
    expected.writeLong(mark.second());
    int messages = 1 + random.nextInt(300);
    int contentBytes = 0;
    for (int i = messages; i > 0; i--) {
      byte[] value = new byte[random.nextInt(i % 50 == 0 ? 20_000 : 200)];
      random.nextBytes(value);
      WireMessage message = new HeadedAnswer(new Header(IDENTITY, random.nextLong(), 3), value);
      int limit = bytes.size() + WireBundle.FRAME_HEAD_BYTES + (int) message.size();
      assertTrue(bundle.fits(message, limit));
      assertFalse(bundle.fits(message, limit - 1));
      bundle.add(message);
      expected.writeByte(0);
      expected.writeInt((int) message.size());
      expected.write(WireOutput.toBytes(message));
      contentBytes += (int) message.size();
    }
    ByteArrayOutputStream drained = new ByteArrayOutputStream();
    assertEquals(bytes.size(), new WireStream(bundle).drainTo(drained));
    assertArrayEquals(bytes.toByteArray(), drained.toByteArray());
    assertArrayEquals(bytes.toByteArray(), new WireStream(bundle).readAllBytes());
    assertEquals(messages, bundle.messages());
    assertEquals(contentBytes, bundle.contentBytes());
  }
}
