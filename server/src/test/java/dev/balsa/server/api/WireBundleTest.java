package dev.balsa.server.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.balsa.api.PutResponse;
import dev.balsa.api.ResponseHeader;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class WireBundleTest {

  private static final byte[] IDENTITY =
      ResponseHeader.newBuilder().setClusterId(-5).setMemberId(1L << 63).build().toByteArray();

  /** Against the same written with the JDK's means. */
  @Property(tries = 200)
  void isTheMarkAndEveryMessageInAFrameOfItsOwn(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    BundleMark mark = new BundleMark(random);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream expected = new DataOutputStream(bytes);
    expected.writeLong(mark.first());
    expected.writeLong(mark.second());
    List<WireMessage> messages = new ArrayList<>();
    long contentBytes = 0;
    for (int i = 1 + random.nextInt(300); i > 0; i--) {
      byte[] rest = PutResponse.getDefaultInstance().toByteArray();
      byte[] value = new byte[random.nextInt(i % 50 == 0 ? 20_000 : 200)];
      random.nextBytes(value);
      WireMessage message =
          new HeadedAnswer(new Header(IDENTITY, random.nextLong(), 3), i % 2 == 0 ? rest : value);
      messages.add(message);
      expected.writeByte(0);
      expected.writeInt((int) message.size());
      expected.write(WireOutput.toBytes(message));
      contentBytes += message.size();
    }
    WireBundle bundle = new WireBundle(mark, messages);
    ByteArrayOutputStream drained = new ByteArrayOutputStream();
    assertEquals(bytes.size(), new WireStream(bundle).drainTo(drained));
    assertArrayEquals(bytes.toByteArray(), drained.toByteArray());
    assertEquals(contentBytes, bundle.contentBytes());
  }
}
