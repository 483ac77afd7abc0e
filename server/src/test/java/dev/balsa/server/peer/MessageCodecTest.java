package dev.balsa.server.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.balsa.raft.Entry;
import dev.balsa.raft.EntryType;
import dev.balsa.raft.Members;
import dev.balsa.raft.Message;
import dev.balsa.raft.MessageType;
import dev.balsa.raft.SnapshotMark;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MessageCodecTest {

  private static final long SEED = 20260303;

  private final SplittableRandom random = new SplittableRandom(SEED);

  @Test
  void everyFieldOfEveryTypeArrivesAsItWasSent() throws Exception {
    for (int i = 0; i < 2_000; i++) {
      Message message = anyMessage();
      byte[] drained = drain(message);
      assertEquals(MessageCodec.size(message), drained.length);
      assertEquals(message, MessageCodec.read(new ByteArrayInputStream(drained)));
    }
  }

  @Test
  void aTransportThatReadsGetsTheSameBytesAsOneThatDrains() throws Exception {
    Message message = anyMessage();
    byte[] read = new MessageStream(message).readAllBytes();
    assertEquals(message, MessageCodec.read(new ByteArrayInputStream(read)));
    assertEquals(List.of(drain(message).length), List.of(read.length));
  }

  @Test
  void whatIsNoMessageIsRefused() throws Exception {
    byte[] cut = drain(anyMessage());
    byte[] half = java.util.Arrays.copyOf(cut, cut.length - 1);
    assertThrows(
        IOException.class, () -> MessageCodec.read(new ByteArrayInputStream(new byte[] {8, 99})));
    assertThrows(IOException.class, () -> MessageCodec.read(new ByteArrayInputStream(half)));
  }

  private static byte[] drain(Message message) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new MessageStream(message).drainTo(out);
    return out.toByteArray();
  }

  private Message anyMessage() {
    MessageType[] types = MessageType.values();
    MessageType type = types[random.nextInt(types.length)];
    List<Entry> entries = new ArrayList<>();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      byte[] data = new byte[random.nextInt(2_000)];
      random.nextBytes(data);
      EntryType[] entryTypes = EntryType.values();
      entries.add(new Entry(any(), any(), entryTypes[random.nextInt(3)], data));
    }
    SnapshotMark mark =
        new SnapshotMark(any(), any(), new Members(ids(), ids(), ids(), ids(), true));
    return new Message(
        type,
        any(),
        any(),
        any(),
        any(),
        any(),
        entries,
        any(),
        random.nextBoolean(),
        any(),
        any(),
        type == MessageType.SNAPSHOT ? mark : null);
  }

  private List<Long> ids() {
    return random.longs(random.nextInt(4)).boxed().toList();
  }

  private long any() {
    return random.nextInt(4) == 0 ? 0 : random.nextLong() >>> random.nextInt(64);
  }
}
