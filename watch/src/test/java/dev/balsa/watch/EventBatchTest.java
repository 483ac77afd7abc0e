package dev.balsa.watch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.balsa.mvcc.Event;
import dev.balsa.mvcc.KeyValue;
import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The bytes of events inside a message. */
class EventBatchTest {

  private static KeyValue kv(String key, long create, long mod, String value) {
    return KeyValue.of(
        key.getBytes(UTF_8), create, mod, mod - create + 1, value.getBytes(UTF_8), 0);
  }

  @Test
  void aPutWithItsPreviousValueIsWrittenAsTheWireWantsIt() {
    Event put = Event.put(kv("a", 2, 3, "y"), null);
    EventBatch batch = new EventBatch(new Event[] {put}, new KeyValue[] {kv("a", 2, 2, "x")});
    String kv = "0a0161" + "1002" + "1803" + "2002" + "2a0179";
    String prev = "0a0161" + "1002" + "1802" + "2001" + "2a0178";
    String event = "120c" + kv + "1a0c" + prev;
    assertEquals("5a1c" + event, HexFormat.of().formatHex(batch.wire()));
    assertEquals(batch.wireBytes(), batch.wire().length);
    assertSame(batch.wire(), batch.wire());
  }

  @Test
  void aDeletionIsMarkedAndHasKeyAndRevisionOnly() {
    EventBatch batch =
        new EventBatch(new Event[] {Event.delete("a".getBytes(UTF_8), 300, null)}, null);
    assertEquals(
        "5a0a" + "0801" + "1206" + "0a0161" + "18ac02", HexFormat.of().formatHex(batch.wire()));
  }

  @Test
  void lengthsOfEverySizeAreRight() {
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    int[] sizes = {0, 1, 100, 127, 128, 300, 16_384, 70_000};
    Event[] events = new Event[sizes.length];
    KeyValue[] prevs = new KeyValue[sizes.length];
    for (int i = 0; i < sizes.length; i++) {
      events[i] = Event.put(kv("k", 2, 3, "x".repeat(sizes[i])), null);
      prevs[i] = i % 2 == 0 ? null : kv("k", 2, 2, "p".repeat(sizes[i]));
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      body.writeBytes(events[i].wire());
      if (prevs[i] != null) {
        body.write(0x1a);
        varint(body, prevs[i].wire().length);
        body.writeBytes(prevs[i].wire());
      }
      expected.write(0x5a);
      varint(expected, body.size());
      expected.writeBytes(body.toByteArray());
    }
    EventBatch batch = new EventBatch(events, prevs);
    assertArrayEquals(expected.toByteArray(), batch.wire());
    int sum = 0;
    for (int i = 0; i < sizes.length; i++) {
      sum += batch.wireBytes(i);
    }
    assertEquals(sum, batch.wireBytes());
    assertEquals(batch.wireBytes(3) + batch.wireBytes(4), batch.slice(3, 5).wireBytes());
  }

  private static void varint(ByteArrayOutputStream out, int value) {
    int rest = value;
    while (rest > 0x7f) {
      out.write((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
  }
}
