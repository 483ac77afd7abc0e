package dev.balsa.server.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.mvcc.Op;
import dev.balsa.mvcc.SavedIndex;
import dev.balsa.mvcc.Store;
import dev.balsa.mvcc.StoreConfig;
import dev.balsa.mvcc.backend.MemoryBackend;
import dev.balsa.wal.disk.Disk;
import dev.balsa.wal.disk.SimulatedCrash;
import dev.balsa.wal.disk.SimulatedDisk;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The saved key index survives whatever happens while it is written, or its predecessor does. */
class IndexFileTest {

  private static final StoreConfig SMALL = new StoreConfig(16, 64, records -> {});
  private static final Path DIRECTORY = Path.of("/store");
  private static final int KEYS = 400;

  /** Tells the test what the store says, and the file too. */
  private static final class Listening implements SavedIndex {
    private final IndexFile file;
    private long usedRevision = -1;
    private String refusal;

    Listening(IndexFile file) {
      this.file = file;
    }

    @Override
    public ReadableByteChannel open() throws IOException {
      return file.open();
    }

    @Override
    public void used(long savedRevision, long revision) {
      usedRevision = savedRevision;
      file.used(savedRevision, revision);
    }

    @Override
    public void refused(String reason) {
      refusal = reason;
      file.refused(reason);
    }
  }

  private static void put(Store store, int count, String value) {
    store.beginBatch();
    for (int i = 0; i < count; i++) {
      store.apply(Op.Put.of(bytes("key-" + i), bytes(value)));
    }
    store.commitBatch(store.appliedIndex() + 1, 1);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static IndexFile file(Disk disk) {
    return new IndexFile(disk, DIRECTORY, 100);
  }

  private static Disk emptyDisk(SimulatedDisk disk) throws IOException {
    disk.createDirectories(DIRECTORY);
    disk.syncDirectory(DIRECTORY.getParent());
    return disk;
  }

  @Test
  void whereverTheMachineStopsThereIsAnIndexThatFits() throws IOException {
    long seed = new Random().nextLong();
    int crashes = 0;
    int fresh = 0;
    for (long operation = 1; operation <= crashes + 1L; operation++) {
      String where = "seed " + seed + ", operation " + operation;
      SimulatedDisk disk = new SimulatedDisk(new Random(seed + operation));
      MemoryBackend backend = new MemoryBackend();
      Store store = Store.open(backend, SMALL);
      put(store, KEYS, "first");
      file(emptyDisk(disk)).save(store);
      put(store, KEYS / 2, "second");
      disk.crashAt(operation);
      try {
        file(disk).save(store);
        disk.crash();
      } catch (SimulatedCrash expected) {
        crashes++;
      }
      disk.restart();
      Listening saved = new Listening(file(disk));
      try (Store survivor = Store.open(backend.crashed(), SMALL, saved)) {
        assertEquals(null, saved.refusal, where);
        fresh += saved.usedRevision == 1 + KEYS + KEYS / 2 ? 1 : 0;
        assertTrue(saved.usedRevision >= 1 + KEYS, where);
        assertFalse(disk.exists(DIRECTORY.resolve(IndexFile.FRESH)), where);
        assertEquals(KEYS, survivor.view().keyCount(), where);
        file(disk).save(survivor);
      }
    }
    assertTrue(crashes >= 4, crashes + " crashes");
    assertTrue(fresh >= 1, "never the new one");
  }

  @Test
  void aDiskThatIsFullOrFailsLeavesTheOldIndex() throws IOException {
    for (int operation = 0; operation < 5; operation++) {
      SimulatedDisk disk = new SimulatedDisk(new Random(1));
      MemoryBackend backend = new MemoryBackend();
      Store store = Store.open(backend, SMALL);
      put(store, KEYS, "first");
      IndexFile file = file(emptyDisk(disk));
      file.save(store);
      put(store, KEYS, "second");
      store.flush();
      if (operation == 0) {
        disk.capacityBytes(1);
      } else {
        disk.failAt(operation);
      }
      assertThrows(IOException.class, () -> file.save(store), "operation " + operation);
      Listening saved = new Listening(file(disk));
      try (Store next = Store.open(backend.crashed(), SMALL, saved)) {
        assertTrue(saved.usedRevision >= 1 + KEYS, "operation " + operation);
        assertEquals(1 + 2 * KEYS, next.revision());
      }
    }
  }

  @Test
  void aFlippedBitIsReportedAndTheHistoryReadInstead() throws IOException {
    SimulatedDisk disk = new SimulatedDisk(new Random(1));
    MemoryBackend backend = new MemoryBackend();
    Store store = Store.open(backend, SMALL);
    put(store, KEYS, "first");
    file(emptyDisk(disk)).save(store);
    disk.flipBit(DIRECTORY.resolve(IndexFile.NAME), 8 * 1000);
    Listening saved = new Listening(file(disk));
    try (Store next = Store.open(backend.crashed(), SMALL, saved)) {
      assertTrue(saved.refusal.contains("block 1"), saved.refusal);
      assertEquals(KEYS, next.view().keyCount());
      assertTrue(file(disk).isDue(next.view()));
    }
  }

  @Test
  void savingIsDueByTheRevisionsBehindWhatWasSaved() throws IOException {
    SimulatedDisk disk = new SimulatedDisk(new Random(1));
    Store store = Store.open(new MemoryBackend(), SMALL);
    IndexFile file = file(emptyDisk(disk));
    put(store, 50, "few");
    assertFalse(file.isDue(store.view()), "a small store");
    assertFalse(file.isDueAtStop(store.view()), "a small store");
    put(store, KEYS, "many");
    assertTrue(file.isDue(store.view()));
    assertFalse(file.isDueBefore(300, store.view()), "nothing was saved that could be missed");
    file.save(store);
    assertFalse(file.isDue(store.view()));
    assertFalse(file.isDueAtStop(store.view()));
    assertFalse(file.isDueBefore(store.revision(), store.view()));
    long savedAt = store.revision();
    put(store, 150, "more");
    assertFalse(file.isDue(store.view()), "few compared to what there is");
    assertTrue(file.isDueAtStop(store.view()));
    assertTrue(file.isDueBefore(savedAt + 1, store.view()));
    put(store, KEYS, "again");
    put(store, KEYS, "and again");
    assertTrue(file.isDue(store.view()));
  }
}
