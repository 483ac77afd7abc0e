package dev.balsa.server.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.balsa.api.Event;
import dev.balsa.api.KeyValue;
import dev.balsa.api.ResponseHeader;
import dev.balsa.api.WatchResponse;
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

  /** Against the generated classes; between other messages, as long as there is room. */
  @Property(tries = 200)
  void holdsMessagesOfEventsAsTheirReadersKnowThem(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    BundleMark mark = new BundleMark(random);
    WireBundle bundle = new WireBundle(mark);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream expected = new DataOutputStream(bytes);
    expected.writeLong(mark.first());
    expected.writeLong(mark.second());
    int messages = 1 + random.nextInt(100);
    for (int i = 0; i < messages; i++) {
      Header header = new Header(IDENTITY, random.nextLong() >>> random.nextInt(64), 3);
      long watchId = random.nextLong() >> random.nextInt(64);
      byte[] events = events(random).toByteArray();
      WatchResponse response =
          WatchResponse.parseFrom(events).toBuilder()
              .setHeader(ResponseHeader.parseFrom(WireOutput.toBytes(header)))
              .setWatchId(watchId)
              .build();
      int size = response.getSerializedSize();
      int limit = bytes.size() + WireBundle.FRAME_HEAD_BYTES + size;
      assertFalse(bundle.addEvents(header.field(), watchId, events, limit - 1));
      assertTrue(bundle.addEvents(header.field(), watchId, events, limit));
      expected.writeByte(0);
      expected.writeInt(size);
      response.writeTo(expected);
    }
    assertArrayEquals(bytes.toByteArray(), new WireStream(bundle).readAllBytes());
    assertEquals(messages, bundle.messages());
  }

  private static WatchResponse events(Random random) {
    WatchResponse.Builder events = WatchResponse.newBuilder();
    for (int i = random.nextInt(4); i >= 0; i--) {
      byte[] value = new byte[random.nextInt(300)];
      random.nextBytes(value);
      KeyValue kv = KeyValue.newBuilder().setValue(ByteString.copyFrom(value)).build();
      events.addEvents(Event.newBuilder().setKv(kv));
    }
    return events.build();
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
