package dev.balsa.mvcc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.mvcc.backend.MemoryBackend;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A store that is opened over a saved key index is the store that reads its whole history. */
class SavedIndexTest {

  private static final StoreConfig SMALL = new StoreConfig(16, 64, records -> {});

  /** What was saved, and what the store made of it. */
  private static final class Saved implements SavedIndex {
    private final byte[] bytes;
    private long usedRevision;
    private String refusal;

    Saved(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public ReadableByteChannel open() {
      return bytes == null ? null : Channels.newChannel(new ByteArrayInputStream(bytes));
    }

    @Override
    public void used(long savedRevision, long revision) {
      usedRevision = savedRevision;
    }

    @Override
    public void refused(String reason) {
      refusal = reason;
    }
  }

  /** Runs something whenever bytes are written, as if another thread did. */
  private static final class Meanwhile implements WritableByteChannel {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Runnable other;

    Meanwhile(Runnable other) {
      this.other = other;
    }

    @Override
    public int write(ByteBuffer source) {
      int count = source.remaining();
      byte[] copy = new byte[count];
      source.get(copy);
      bytes.writeBytes(copy);
      other.run();
      return count;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {
      // nothing but heap
    }
  }

  private static byte[] save(Store store, Runnable meanwhile) {
    Meanwhile channel = new Meanwhile(meanwhile);
    try {
      long unused = store.saveIndex(channel);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return channel.bytes.toByteArray();
  }

  private static List<String> keys(Store store) {
    List<String> lines = new ArrayList<>();
    Contents contents = store.contents();
    contents
        .index
        .current()
        .ascend(
            KeyRange.from(new byte[0]),
            (key, history) -> {
              StringBuilder line = new StringBuilder(Text.of(key));
              for (int i = 0; i < history.size(); i++) {
                line.append(' ').append(history.main(i)).append('_').append(history.sub(i));
                if (history.isTombstone(i)) {
                  line.append('t');
                } else {
                  line.append("/").append(history.createRevision(i));
                  line.append("/").append(history.version(i));
                }
              }
              return lines.add(line.toString());
            });
    for (Lease lease : store.leases().all()) {
      List<String> names = new ArrayList<>();
      store.leases().keysOf(lease.id()).forEach(key -> names.add(Text.of(key)));
      lines.add(lease.id() + ": " + names);
    }
    return lines;
  }

  private static List<String> readings(Store store) {
    List<String> lines = new ArrayList<>();
    View view = store.view();
    for (long at = Math.max(1, view.compactRevision()); at <= view.revision(); at++) {
      OpResult.RangeResult all = view.range(Op.Range.of(KeyRange.from(new byte[] {0}), at));
      lines.add(at + ": " + all.count() + " " + all.kvs());
    }
    lines.add(view.hashKv(0).toString());
    return lines;
  }

  private static void assertSame(Store expected, Store loaded, String where) {
    assertEquals(readings(expected), readings(loaded), where);
    assertEquals(expected.finishedCompactRevision(), loaded.finishedCompactRevision(), where);
    while (expected.compactStep(3) > 0) {}
    while (loaded.compactStep(3) > 0) {}
    assertEquals(keys(expected), keys(loaded), where);
    assertEquals(readings(expected), readings(loaded), where);
    assertEquals(
        expected.contents().index.current().liveKeys(),
        loaded.contents().index.current().liveKeys(),
        where);
    assertEquals(
        expected.contents().index.current().unsettledKeys(),
        loaded.contents().index.current().unsettledKeys(),
        where);
  }

  @Test
  void aStoreOverASavedIndexIsTheStoreThatReadsItsWholeHistory() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    int used = 0;
    for (int run = 0; run < 150; run++) {
      String where = "seed " + seed + ", run " + run;
      RandomLife life = new RandomLife(random.nextLong());
      MemoryBackend backend = new MemoryBackend();
      Store store = Store.open(backend, SMALL);
      live(life, store, random, 1 + random.nextInt(150));
      byte[] image = save(store, () -> live(life, store, random, random.nextInt(8)));
      live(life, store, random, random.nextInt(60));
      Saved saved = new Saved(image);
      try (Store expected = Store.open(backend.crashed(), SMALL);
          Store loaded = Store.open(backend.crashed(), SMALL, saved)) {
        assertTrue(saved.usedRevision > 0 ^ saved.refusal != null, where);
        used += saved.refusal == null ? 1 : 0;
        assertSame(expected, loaded, where + ", " + saved.refusal);
        RandomLife after = new RandomLife(seed);
        live(after, expected, new Random(seed), 30);
        RandomLife same = new RandomLife(seed);
        live(same, loaded, new Random(seed), 30);
        assertSame(expected, loaded, where);
        assertEquals(expected.view().stateHash(), loaded.view().stateHash(), where);
      }
    }
    assertTrue(used > 20, "seed " + seed + ": used " + used + " times");
  }

  /** Lives on, now and then with a step of compaction or a flush. */
  private static void live(RandomLife life, Store store, Random random, int steps) {
    for (int i = 0; i < steps; i++) {
      store.beginBatch();
      life.step(store);
      store.commitBatch(store.appliedIndex() + 1, 1);
      if (random.nextInt(12) == 0) {
        int unused = store.compactStep(1 + random.nextInt(6));
      }
      if (random.nextInt(12) == 0) {
        store.flush();
      }
    }
  }

  @Test
  void anyDamagedByteIsNoticedAndTheHistoryReadInstead() {
    MemoryBackend backend = new MemoryBackend();
    Store store = Store.open(backend, SMALL);
    live(new RandomLife(7), store, new Random(7), 60);
    byte[] image = save(store, () -> {});
    List<String> expected;
    try (Store scanned = Store.open(backend.crashed(), SMALL)) {
      expected = keys(scanned);
    }
    for (int at = 0; at < image.length; at++) {
      byte[] damaged = image.clone();
      damaged[at] ^= (byte) (1 << (at % 8));
      assertRefused(backend, damaged, expected, "byte " + at);
      assertRefused(backend, Arrays.copyOf(image, at), expected, "cut at " + at);
    }
    assertRefused(backend, Arrays.copyOf(image, image.length + 1), expected, "a byte more");
  }

  private static void assertRefused(
      MemoryBackend backend, byte[] image, List<String> expected, String where) {
    Saved saved = new Saved(image);
    try (Store store = Store.open(backend.crashed(), SMALL, saved)) {
      assertEquals(0, saved.usedRevision, where);
      assertFalse(saved.refusal.isEmpty(), where);
      assertEquals(expected, keys(store), where);
    }
  }

  @Test
  void blocksThatChangedPlacesAreNoticed() throws IOException {
    Store store = Store.open(new MemoryBackend(), SMALL);
    fill(store, 20_000);
    byte[] image = save(store, () -> {});
    int first = ImageFormat.HEADER_BYTES;
    int second = first + blockBytes(image, first);
    int third = second + blockBytes(image, second);
    ByteArrayOutputStream swapped = new ByteArrayOutputStream();
    swapped.write(image, 0, first);
    swapped.write(image, second, third - second);
    swapped.write(image, first, second - first);
    swapped.write(image, third, image.length - third);
    assertEquals(image.length, swapped.size());
    Saved saved = new Saved(swapped.toByteArray());
    MemoryBackend empty = new MemoryBackend();
    Store.open(empty, SMALL, saved).close();
    assertTrue(saved.refusal.contains("block 1"), saved.refusal);
  }

  private static int blockBytes(byte[] image, int at) {
    int payload = ByteBuffer.wrap(image).getInt(at + 1);
    return ImageFormat.BLOCK_HEADER_BYTES + payload + Integer.BYTES;
  }

  private static void fill(Store store, int keys) {
    store.beginBatch();
    for (int i = 0; i < keys; i++) {
      store.apply(Op.Put.of(Scenario.bytes("key-" + (i * 7919L % keys)), new byte[3]));
    }
    store.commitBatch(store.appliedIndex() + 1, 1);
  }

  @Test
  void anIndexOfManyBlocksAndLongHistoriesComesBack() {
    MemoryBackend backend = new MemoryBackend();
    Store store = Store.open(backend, SMALL);
    fill(store, 20_000);
    store.beginBatch();
    store.apply(Op.Put.of(new byte[100_000], new byte[1]));
    for (int i = 0; i < 40_000; i++) {
      store.apply(Op.Put.of(Scenario.bytes("often"), new byte[1]));
    }
    store.commitBatch(store.appliedIndex() + 1, 1);
    Saved saved = new Saved(save(store, () -> {}));
    List<String> expected = keys(store);
    try (Store loaded = Store.open(backend.crashed(), SMALL, saved);
        Store scanned = Store.open(backend.crashed(), SMALL)) {
      assertNull(saved.refusal);
      assertEquals(store.revision(), saved.usedRevision);
      assertEquals(expected, keys(loaded));
      fill(loaded, 20_000);
      fill(scanned, 20_000);
      assertEquals(keys(scanned), keys(loaded));
    }
  }

  @Test
  void theSameStateIsSavedAsTheSameBytes() {
    Store store = Store.open(new MemoryBackend(), SMALL);
    live(new RandomLife(3), store, new Random(3), 100);
    assertArrayEquals(save(store, () -> {}), save(store, () -> {}));
  }

  @Test
  void anIndexFromBeforeACompactionThatHasBegunIsNotUsed() {
    MemoryBackend backend = new MemoryBackend();
    Store store = Store.open(backend, SMALL);
    fill(store, 100);
    byte[] image = save(store, () -> {});
    store.beginBatch();
    store.apply(new Op.Delete(KeyRange.single(Scenario.bytes("key-5")), false));
    store.apply(Op.Put.of(Scenario.bytes("other"), new byte[1]));
    store.compact(store.revision());
    store.commitBatch(store.appliedIndex() + 1, 1);
    store.flush();
    MemoryBackend marked = backend.crashed();
    Saved before = new Saved(image);
    try (Store loaded = Store.open(marked, SMALL, before)) {
      assertNull(before.refusal, "the mark alone removes nothing");
      assertEquals(100, loaded.view().keyCount());
      int unused = loaded.compactStep(1);
      loaded.flush();
    }
    Saved after = new Saved(image);
    try (Store loaded = Store.open(marked.crashed(), SMALL, after)) {
      assertTrue(after.refusal.contains("compaction"), after.refusal);
      assertEquals(100, loaded.view().keyCount());
    }
  }

  @Test
  void anIndexFromTheFutureOfItsStoreIsNotUsed() {
    MemoryBackend backend = new MemoryBackend();
    Store store = Store.open(backend, SMALL);
    fill(store, 10);
    store.flush();
    MemoryBackend early = backend.crashed();
    Store later = Store.open(backend.crashed(), SMALL);
    fill(later, 10);
    Saved saved = new Saved(save(later, () -> {}));
    try (Store loaded = Store.open(early, SMALL, saved)) {
      assertTrue(saved.refusal.contains("at revision"), saved.refusal);
      assertEquals(11, loaded.revision());
    }
  }
}
