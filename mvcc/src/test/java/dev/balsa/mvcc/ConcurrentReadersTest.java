package dev.balsa.mvcc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.mvcc.OpResult.RangeResult;
import dev.balsa.mvcc.backend.Backend;
import dev.balsa.mvcc.backend.MemoryBackend;
import dev.balsa.mvcc.backend.RocksBackend;
import dev.balsa.mvcc.backend.RocksConfig;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Readers race a writer that also compacts. The writer moves amounts between accounts, all accounts
 * in one transaction each time, so at every revision the sum is the same and every account carries
 * the number of its revision.
 */
class ConcurrentReadersTest {

  private static final int ACCOUNTS = 20;
  private static final long SEED = 20260321;
  private static final KeyRange ALL = KeyRange.prefix(Scenario.bytes("account"));
  private static final StoreConfig SMALL = new StoreConfig(16, 64, records -> {});

  @Test
  void overMemoryNoReadIsEverTorn() throws InterruptedException {
    race(new MemoryBackend(), 6000);
  }

  @Test
  void overRocksNoReadIsEverTorn(@TempDir Path directory) throws InterruptedException {
    race(RocksBackend.open(directory, new RocksConfig(256 << 10, 2, 1 << 20, 64)), 4000);
  }

  @Test
  void overMemoryNoReadIsTornWhileCopiesTakeTheStoresPlace() throws InterruptedException {
    raceCopies(new StoreInstallTest.OnHeap(), 20);
  }

  @Test
  void overRocksNoReadIsTornWhileCopiesTakeTheStoresPlace(@TempDir Path directory)
      throws InterruptedException {
    raceCopies(new StoreInstallTest.OnDisk(directory), 15);
  }

  private static void raceCopies(StoreInstallTest.Kind kind, int copies)
      throws InterruptedException {
    Store ahead = Store.open(kind.fresh(), SMALL);
    Store store = Store.open(kind.fresh(), SMALL);
    move(ahead, new Random(SEED), 1);
    move(store, new Random(SEED), 1);
    race(
        store,
        failure -> {
          long index = 1;
          for (int i = 0; i < copies && failure.get() == null; i++) {
            for (int move = 0; move < 30; move++) {
              move(ahead, new Random(SEED + i), ++index);
            }
            ahead.beginBatch();
            ahead.compact(ahead.revision() - 20);
            ahead.commitBatch(++index, 1);
            ahead.compactStep(100);
            store.install(PreparedStore.open(kind.copyOf(ahead), SMALL));
            store.closeRetired();
          }
        });
    ahead.close();
  }

  private static void race(Backend backend, int rounds) throws InterruptedException {
    Store store = Store.open(backend, SMALL);
    move(store, new Random(SEED), 1);
    race(store, failure -> write(store, rounds, failure));
  }

  private static void race(Store store, Consumer<AtomicReference<Throwable>> writer)
      throws InterruptedException {
    AtomicBoolean done = new AtomicBoolean();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    AtomicLong reads = new AtomicLong();
    List<Thread> readers = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Random random = new Random(SEED + i);
      Thread reader = new Thread(() -> read(store, random, done, failure, reads));
      reader.start();
      readers.add(reader);
    }
    writer.accept(failure);
    done.set(true);
    for (Thread reader : readers) {
      reader.join();
    }
    store.close();
    assertNull(failure.get(), () -> "seed " + SEED + ": " + failure.get());
    assertTrue(reads.get() > 0);
  }

  private static void write(Store store, int rounds, AtomicReference<Throwable> failure) {
    Random random = new Random(SEED);
    for (int i = 2; i <= rounds && failure.get() == null; i++) {
      move(store, random, i);
      if (i % 50 == 0) {
        store.beginBatch();
        store.compact(store.revision() - random.nextInt(20));
        store.commitBatch(i, 1);
      }
      store.compactStep(10);
    }
  }

  /** Writes every account anew: random amounts that sum up to nothing. */
  private static void move(Store store, Random random, long index) {
    List<Op> puts = new ArrayList<>();
    long rest = 0;
    for (int account = 0; account < ACCOUNTS; account++) {
      long amount = account == ACCOUNTS - 1 ? rest : random.nextInt();
      rest -= amount;
      byte[] value = ByteBuffer.allocate(80).putLong(amount).array();
      puts.add(Op.Put.of(Scenario.bytes("account" + account), value));
    }
    store.beginBatch();
    store.apply(new Op.Txn(List.of(), puts, List.of()));
    store.commitBatch(index, 1);
  }

  private static void read(
      Store store,
      Random random,
      AtomicBoolean done,
      AtomicReference<Throwable> failure,
      AtomicLong reads) {
    View held = store.view();
    try {
      while (!done.get()) {
        View view = store.view();
        check(view.range(Op.Range.of(ALL, 0)), 0);
        // An old view answers "now" from a newer one when it must.
        check(held.range(Op.Range.of(ALL, 0)), 0);
        checkAt(view, Math.max(2, view.revision() - random.nextInt(60)));
        checkHistory(view, Math.max(2, view.revision() - random.nextInt(60)));
        if (random.nextInt(20) == 0) {
          held = view;
        }
        reads.incrementAndGet();
      }
    } catch (Throwable t) {
      failure.set(t);
    }
  }

  private static void checkAt(View view, long revision) {
    try {
      check(view.range(Op.Range.of(ALL, revision)), revision);
    } catch (MvccException e) {
      assertEquals(MvccException.Kind.COMPACTED, e.kind(), e::getMessage);
    }
  }

  private static void check(RangeResult result, long revision) {
    assertEquals(ACCOUNTS, result.kvs().size());
    assertEquals(ACCOUNTS, result.count());
    long sum = 0;
    long mod = result.kvs().get(0).modRevision();
    for (KeyValue kv : result.kvs()) {
      sum += ByteBuffer.wrap(kv.value()).getLong();
      assertEquals(mod, kv.modRevision());
    }
    assertEquals(0, sum);
    if (revision != 0) {
      assertEquals(revision, mod);
    }
  }

  private static void checkHistory(View view, long from) {
    try {
      HistoryPage page = view.history(ALL, from, Long.MAX_VALUE, 5, 1 << 20);
      long expected = from;
      for (int i = 0; i < page.events().size(); i++) {
        assertEquals(expected, page.events().get(i).revision());
        expected += i % ACCOUNTS == ACCOUNTS - 1 ? 1 : 0;
      }
      assertEquals(expected, page.nextRevision());
    } catch (MvccException e) {
      assertEquals(MvccException.Kind.COMPACTED, e.kind(), e::getMessage);
    }
  }
}
