package dev.balsa.mvcc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.mvcc.backend.Backend;
import dev.balsa.mvcc.backend.MemoryBackend;
import dev.balsa.mvcc.backend.RocksBackend;
import dev.balsa.mvcc.backend.RocksConfig;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A copy of another store takes a store's place: as if the store had lived on by itself. */
class StoreInstallTest {

  private static final StoreConfig SMALL = new StoreConfig(8, 100, records -> {});
  private static final RocksConfig SMALL_ROCKS = new RocksConfig(64 << 10, 2, 1 << 20, 32);
  private static final KeyRange ALL = KeyRange.from(new byte[0]);

  /** Makes stores, and copies of them, of one kind. */
  interface Kind {
    Backend fresh();

    Backend copyOf(Store store);
  }

  static final class OnHeap implements Kind {
    private final List<MemoryBackend> made = new ArrayList<>();

    @Override
    public Backend fresh() {
      MemoryBackend backend = new MemoryBackend();
      made.add(backend);
      return backend;
    }

    @Override
    public Backend copyOf(Store store) {
      try {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        made.get(0).writeTo(out);
        return MemoryBackend.readFrom(new ByteArrayInputStream(out.toByteArray()), "a copy");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  static final class OnDisk implements Kind {
    private final Path root;
    private final AtomicInteger number = new AtomicInteger();

    OnDisk(Path root) {
      this.root = root;
    }

    private Path next() {
      return root.resolve("db" + number.getAndIncrement());
    }

    @Override
    public Backend fresh() {
      return RocksBackend.open(next(), SMALL_ROCKS);
    }

    @Override
    public Backend copyOf(Store store) {
      Path copy = next();
      store.checkpoint(copy);
      return RocksBackend.open(copy, SMALL_ROCKS);
    }
  }

  @Property(tries = 60, shrinking = ShrinkingMode.OFF)
  void overMemoryTheStoreIsWhatItWouldHaveBecome(@ForAll long seed) {
    live(seed, new OnHeap());
  }

  @Property(tries = 6, shrinking = ShrinkingMode.OFF)
  void overRocksTheStoreIsWhatItWouldHaveBecome(@ForAll long seed) throws IOException {
    Path directory = Files.createTempDirectory("balsa-install");
    try {
      live(seed, new OnDisk(directory));
    } finally {
      StoreModelTest.deleteTree(directory);
    }
  }

  private static void live(long seed, Kind kind) {
    Random random = new Random(seed);
    try (Store ahead = Store.open(kind.fresh(), SMALL);
        Store store = Store.open(kind.fresh(), SMALL)) {
      RandomLife aheadLife = new RandomLife(seed);
      RandomLife life = new RandomLife(seed);
      for (int round = 0; round < 3; round++) {
        life.liveTo(life.index() + 1 + random.nextInt(60), store);
        View held = store.view();
        aheadLife.liveTo(life.index() + 1 + random.nextInt(120), ahead);
        while (random.nextBoolean() && ahead.compactStep(5) > 0) {}
        PreparedStore copy = PreparedStore.open(kind.copyOf(ahead), SMALL);
        store.install(copy);
        assertSame(ahead, store);
        checkHeld(held, ahead, random);
        store.closeRetired();
        checkHeld(held, ahead, random);
        assertEquals(store.appliedIndex(), store.flushedAppliedIndex());
        life = new RandomLife(seed);
        try (Store rehearsal = Store.open(new MemoryBackend(), SMALL)) {
          life.liveTo(aheadLife.index(), rehearsal);
        }
      }
      long end = aheadLife.index() + 50;
      aheadLife.liveTo(end, ahead);
      life.liveTo(end, store);
      while (store.compactStep(7) > 0) {}
      while (ahead.compactStep(9) > 0) {}
      assertEquals(ahead.finishedCompactRevision(), store.finishedCompactRevision());
      assertSame(ahead, store);
      store.flush();
      assertEquals(end, store.flushedAppliedIndex());
    }
  }

  private static void assertSame(Store expected, Store actual) {
    View want = expected.view();
    View got = actual.view();
    assertEquals(want.appliedIndex(), got.appliedIndex());
    assertEquals(want.appliedTerm(), got.appliedTerm());
    assertEquals(want.revision(), got.revision());
    assertEquals(want.compactRevision(), got.compactRevision());
    assertEquals(want.stateHash(), got.stateHash());
    assertEquals(want.hashKv(0), got.hashKv(0));
    assertEquals(want.keyCount(), got.keyCount());
    assertEquals(want.range(Op.Range.of(ALL, 0)), got.range(Op.Range.of(ALL, 0)));
    assertEquals(expected.leases().all(), actual.leases().all());
    for (Lease lease : expected.leases().all()) {
      assertEquals(
          expected.leases().keysOf(lease.id()).stream().map(Text::of).toList(),
          actual.leases().keysOf(lease.id()).stream().map(Text::of).toList());
    }
  }

  /** A view from before answers rightly, from what it was made of or from the newest state. */
  private static void checkHeld(View held, Store truth, Random random) {
    for (int i = 0; i < 5; i++) {
      long at = 1L + random.nextInt((int) held.revision());
      Op.Range range = Op.Range.of(ALL, at);
      Object expected = outcome(() -> truth.view().range(range).kvs());
      Object got = outcome(() -> held.range(range).kvs());
      if (expected instanceof MvccException.Kind) {
        assertTrue(got.equals(MvccException.Kind.COMPACTED) || got instanceof List, got::toString);
      } else {
        assertEquals(expected, got);
      }
      Object history =
          outcome(() -> held.history(ALL, at, held.revision(), 1000, 1 << 20).events());
      Object wanted =
          outcome(() -> truth.view().history(ALL, at, held.revision(), 1000, 1 << 20).events());
      if (!(wanted instanceof MvccException.Kind)) {
        assertEquals(wanted, history);
      }
    }
    assertTrue(held.range(Op.Range.of(ALL, 0)).revision() >= held.revision());
    Object hash = outcome(() -> held.hashKv(held.revision()).hash());
    Object wantedHash = outcome(() -> truth.view().hashKv(held.revision()).hash());
    if (!(wantedHash instanceof MvccException.Kind)
        && held.compactRevision() == truth.view().compactRevision()) {
      assertEquals(wantedHash, hash);
    }
  }

  private interface Call {
    Object run();
  }

  private static Object outcome(Call call) {
    try {
      return call.run();
    } catch (MvccException e) {
      return e.kind();
    }
  }

  @Test
  void aCopyThatIsNotAheadIsRefusedAndStaysTheCallers() {
    OnHeap kind = new OnHeap();
    try (Store store = Store.open(kind.fresh(), SMALL)) {
      new RandomLife(1).liveTo(5, store);
      PreparedStore copy = PreparedStore.open(kind.copyOf(store), SMALL);
      assertThrows(IllegalArgumentException.class, () -> store.install(copy));
      copy.close();
    }
  }

  @Test
  void everyBackendIsClosedWhetherItWasInstalledOrNot(@TempDir Path root) {
    OnDisk kind = new OnDisk(root);
    Store ahead = Store.open(kind.fresh(), SMALL);
    Store store = Store.open(kind.fresh(), SMALL);
    new RandomLife(3).liveTo(30, ahead);
    Backend first = kind.copyOf(ahead);
    store.install(PreparedStore.open(first, SMALL));
    Backend unused = kind.copyOf(ahead);
    PreparedStore prepared = PreparedStore.open(unused, SMALL);
    prepared.close();
    prepared.close();
    store.close();
    ahead.close();
    for (Backend backend : List.of(first, unused)) {
      assertEquals(
          MvccException.Kind.CLOSED, assertThrows(MvccException.class, backend::sizeBytes).kind());
    }
  }
}
