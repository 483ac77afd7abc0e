package dev.balsa.mvcc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.balsa.mvcc.backend.MemoryBackend;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;

/** Lists as bytes for the wire against ranges as objects: the same keys, the same bytes. */
class ListTest {

  private static final int KEYS = 400;
  private static final long[] LISTED_BYTES_MAX = {0, 4_000, 1 << 20};

  /** A list that was right once must stay right: the view that gave it is immutable. */
  private record Kept(View view, Op.Range op, byte[] bytes) {}

  @Property(tries = 60, shrinking = ShrinkingMode.OFF)
  void aListHasTheBytesOfWhatARangeFinds(@ForAll long seed) {
    Random random = new Random(seed);
    long listedBytesMax = LISTED_BYTES_MAX[random.nextInt(LISTED_BYTES_MAX.length)];
    StoreConfig config = new StoreConfig(64, 100, 3_000, listedBytesMax, records -> {});
    try (Store store = Store.open(new MemoryBackend(), config)) {
      List<Kept> kept = new ArrayList<>();
      for (int index = 1; index <= 40; index++) {
        change(store, index, random);
        View view = store.view();
        for (int i = 0; i < 12; i++) {
          Op.Range op = list(random, view);
          byte[] bytes = checked(view, op);
          if (bytes != null && op.revision() == 0 && random.nextInt(8) == 0) {
            kept.add(new Kept(view, op, bytes));
          }
        }
      }
      for (Kept old : kept) {
        // Of an older view compaction may have removed a part; it then answers for a newer one.
        if (old.view().revision() >= store.scheduledCompactRevision()) {
          byte[] again = checked(old.view(), old.op());
          assertArrayEquals(old.bytes(), again, () -> "seed " + seed + ": " + old.op());
        }
      }
    }
  }

  private static byte[] key(int number) {
    return Scenario.bytes(String.format("k%03d", number));
  }

  private static void change(Store store, long index, Random random) {
    store.beginBatch();
    int changes = index == 1 ? 300 : random.nextInt(12);
    for (int i = 0; i < changes; i++) {
      byte[] key = key(random.nextInt(KEYS));
      if (random.nextInt(4) > 0) {
        store.apply(Op.Put.of(key, new byte[random.nextInt(random.nextInt(40) == 0 ? 9_000 : 60)]));
      } else {
        int width = random.nextInt(20) == 0 ? 100 : 1;
        KeyRange range = KeyRange.of(key, key(random.nextInt(KEYS) + width));
        store.apply(new Op.Delete(width == 1 ? KeyRange.single(key) : range, false));
      }
    }
    if (random.nextInt(6) == 0 && store.revision() - 5 > store.scheduledCompactRevision()) {
      store.compact(store.revision() - random.nextInt(5));
    }
    store.commitBatch(index, 1);
    store.compactStep(random.nextInt(400));
  }

  private static Op.Range list(Random random, View view) {
    byte[] from = key(random.nextInt(KEYS));
    KeyRange range =
        switch (random.nextInt(4)) {
          case 0 -> KeyRange.from(from);
          case 1 -> KeyRange.prefix(Scenario.bytes("k" + random.nextInt(4)));
          default -> KeyRange.of(from, key(random.nextInt(KEYS)));
        };
    long revision = random.nextInt(3) > 0 ? 0 : view.revision() - random.nextInt(30);
    return Op.Range.page(range, revision, random.nextBoolean() ? 0 : random.nextInt(150));
  }

  /** The bytes of the list, when they are those of the range; null if both refuse alike. */
  private static byte[] checked(View view, Op.Range op) {
    OpResult.RangeResult range;
    try {
      range = view.range(op);
    } catch (MvccException refused) {
      MvccException alike = assertThrows(MvccException.class, () -> view.list(op));
      assertEquals(refused.kind(), alike.kind());
      return null;
    }
    EncodedRange list = view.list(op);
    byte[] bytes = bytesOf(list);
    assertArrayEquals(framed(range.kvs()), bytes, op::toString);
    assertEquals(bytes.length, list.bytes());
    assertEquals(range.kvs().size(), list.keys());
    assertEquals(range.more(), list.more());
    assertEquals(range.count(), list.count());
    assertEquals(range.revision(), list.revision());
    return bytes;
  }

  private static byte[] bytesOf(EncodedRange list) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (EncodedRange.Part part : list.parts()) {
      out.write(part.bytes(), part.offset(), part.length());
    }
    return out.toByteArray();
  }

  private static byte[] framed(List<KeyValue> kvs) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (KeyValue kv : kvs) {
      byte[] frame = new byte[ListParts.framedSize(kv)];
      assertEquals(frame.length, ListParts.putFramed(frame, 0, kv));
      out.writeBytes(frame);
    }
    return out.toByteArray();
  }

  @Test
  void whatIsNoPlainListIsRefused() {
    try (Store store = Store.open(new MemoryBackend(), StoreConfig.DEFAULT)) {
      View view = store.view();
      Op.Range single = Op.Range.of(KeyRange.single(key(1)), 0);
      assertThrows(IllegalArgumentException.class, () -> view.list(single));
      Op.Range counted =
          new Op.Range(
              KeyRange.from(key(1)), 0, 0, SortOrder.NONE, SortTarget.KEY, false, true, 0, 0, 0, 0);
      assertThrows(IllegalArgumentException.class, () -> view.list(counted));
    }
  }
}
