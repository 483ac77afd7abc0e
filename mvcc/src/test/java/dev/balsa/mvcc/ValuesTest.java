package dev.balsa.mvcc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ValuesTest {

  private static byte[] bytes(String text) {
    return Scenario.bytes(text);
  }

  @Test
  void aVersionHasTheBytesThatProtobufGivesIt() {
    KeyValue kv = KeyValue.of(bytes("k"), 2, 300, 4, bytes("v"), -1);
    assertEquals(
        "0a016b" + "1002" + "18ac02" + "2004" + "2a0176" + "30ffffffffffffffffff01",
        HexFormat.of().formatHex(kv.wire()));
    assertEquals(
        "", HexFormat.of().formatHex(KeyValue.of(bytes(""), 0, 0, 0, bytes(""), 0).wire()));
  }

  @Property(tries = 500)
  void aVersionSurvivesItsEncoding(
      @ForAll byte[] key,
      @ForAll long create,
      @ForAll long mod,
      @ForAll long version,
      @ForAll byte[] value,
      @ForAll long lease) {
    KeyValue made = KeyValue.of(key, create, mod, version, value, lease);
    KeyValue read = KeyValue.parse(made.wire());
    for (KeyValue kv : new KeyValue[] {made, read}) {
      assertArrayEquals(key, kv.key());
      assertArrayEquals(value, kv.value());
      assertEquals(create, kv.createRevision());
      assertEquals(mod, kv.modRevision());
      assertEquals(version, kv.version());
      assertEquals(lease, kv.lease());
      assertTrue(kv.keyEquals(key));
    }
  }

  @Property(tries = 500)
  void anyBytesEitherParseOrAreRefusedAsCorrupt(@ForAll byte[] bytes) {
    try {
      KeyValue.parse(bytes);
    } catch (MvccException e) {
      assertEquals(MvccException.Kind.CORRUPT, e.kind());
    }
  }

  @Test
  void aTruncatedVersionIsRefused() {
    byte[] wire = KeyValue.of(bytes("key"), 2, 3, 4, bytes("value"), 5).wire();
    byte[] cut = Arrays.copyOf(wire, wire.length - 4);
    assertThrows(MvccException.class, () -> KeyValue.parse(cut));
  }

  @Test
  void aDeletionEventCarriesItsTypeKeyAndRevision() {
    Event event = Event.delete(bytes("k"), 7, null);
    assertEquals("0801" + "1205" + "0a016b" + "1807", HexFormat.of().formatHex(event.wire()));
    assertFalse(event.isCreate());
  }

  @Test
  void aPutEventLeavesItsTypeOut() {
    KeyValue kv = KeyValue.of(bytes("k"), 7, 7, 1, bytes(""), 0);
    assertEquals(
        "1209" + "0a016b100718072001", HexFormat.of().formatHex(Event.put(kv, null).wire()));
    assertTrue(Event.put(kv, null).isCreate());
  }

  @Test
  void rangesFollowEtcdsRulesForTheEnd() {
    byte[] zero = {0};
    assertTrue(KeyRange.of(bytes("a"), bytes("")).isSingle());
    assertTrue(KeyRange.of(bytes("a"), null).isSingle());
    assertTrue(KeyRange.of(bytes("a"), zero).isUnbounded());
    assertTrue(KeyRange.of(bytes("b"), bytes("a")).isEmpty());
    assertTrue(KeyRange.of(bytes("a"), bytes("a")).isEmpty());
    assertTrue(KeyRange.of(zero, zero).contains(zero));
    assertTrue(KeyRange.prefix(bytes("a")).contains(bytes("ab")));
    assertFalse(KeyRange.prefix(bytes("a")).contains(bytes("b")));
    assertTrue(KeyRange.prefix(new byte[] {(byte) 0xff}).contains(new byte[] {(byte) 0xff, 1}));
    assertTrue(KeyRange.prefix(new byte[] {'a', (byte) 0xff}).contains(new byte[] {'a', -1, 9}));
    assertFalse(KeyRange.prefix(new byte[] {'a', (byte) 0xff}).contains(new byte[] {'b'}));
  }
}
