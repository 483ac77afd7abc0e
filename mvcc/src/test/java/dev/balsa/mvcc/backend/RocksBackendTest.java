package dev.balsa.mvcc.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.mvcc.MvccException;
import dev.balsa.mvcc.MvccException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

class RocksBackendTest {

  /** Index, properties, footer. */
  private static final int TABLE_END_BYTES = 1_000;

  @TempDir Path root;

  private Path filled() {
    Path directory = root.resolve("db");
    try (RocksBackend backend = RocksBackend.open(directory)) {
      Batch batch = new Batch();
      for (int i = 0; i < 2000; i++) {
        batch.put(Space.KEY, new byte[] {(byte) (i >> 8), (byte) i}, new byte[100]);
      }
      backend.write(batch);
    }
    return directory;
  }

  private static int countOf(Path directory) {
    try (RocksBackend backend = RocksBackend.open(directory)) {
      int[] count = {0};
      backend.scan(Space.KEY, null, null, (key, value) -> ++count[0] > 0);
      return count[0];
    }
  }

  private static Path tableFile(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".sst")).findFirst().orElseThrow();
    }
  }

  @Test
  void closingMakesEverythingDurable() {
    assertEquals(2000, countOf(filled()));
  }

  @Test
  void whatIsInUseIsKnownAfterARestartToo() {
    Path directory = filled();
    long inUse;
    try (RocksBackend backend = RocksBackend.open(directory)) {
      Batch changes = new Batch();
      for (int i = 0; i < 200; i++) {
        changes.delete(Space.KEY, new byte[] {0, (byte) i});
      }
      // So many others that the engine does not merge a file of deletions at once.
      for (int i = 0; i < 1000; i++) {
        changes.put(Space.KEY, new byte[] {100, (byte) (i >> 8), (byte) i}, new byte[100]);
      }
      backend.write(changes);
      backend.flush();
      assertEquals(3000, backend.storedRecords());
      inUse = backend.sizeInUseBytes(2800);
      assertTrue(inUse < backend.sizeBytes(), inUse + " of " + backend.sizeBytes());
    }
    try (RocksBackend backend = RocksBackend.open(directory)) {
      assertEquals(3000, backend.storedRecords());
      assertEquals(inUse, backend.sizeInUseBytes(2800));
      backend.defragment(2800);
      assertEquals(2800, backend.storedRecords());
      assertEquals(backend.sizeBytes(), backend.sizeInUseBytes(2800));
    }
  }

  @Test
  void aFlippedBitInATableIsReportedAndNeverServed() throws IOException {
    Path directory = filled();
    Path table = tableFile(directory);
    byte[] good = Files.readAllBytes(table);
    for (int at : new int[] {3, good.length / 3, good.length - 60}) {
      byte[] bad = good.clone();
      bad[at] ^= 0x10;
      Files.write(table, bad);
      MvccException e = assertThrows(MvccException.class, () -> countOf(directory), "byte " + at);
      assertEquals(Kind.CORRUPT, e.kind());
    }
  }

  @Test
  void everyFlippedBitThatKeepsATableFromBeingOpenedIsBlamedOnThatTable() throws IOException {
    Path directory = filled();
    Path table = tableFile(directory);
    byte[] good = Files.readAllBytes(table);
    int refused = 0;
    for (int at = good.length - TABLE_END_BYTES; at < good.length; at += 3) {
      byte[] bad = good.clone();
      bad[at] ^= 0x10;
      Files.write(table, bad);
      try (RocksBackend backend = RocksBackend.open(directory)) {
        assertTrue(backend.sizeBytes() > 0);
      } catch (MvccException e) {
        refused++;
        assertEquals(Kind.CORRUPT, e.kind());
        assertTrue(e.getMessage().contains(table.toString()), "byte " + at + ": " + e.getMessage());
        assertTrue(e.getMessage().matches(".*offset \\d+.*"), e.getMessage());
      }
    }
    assertTrue(refused > TABLE_END_BYTES / 6, refused + " were noticed when it was opened");
  }

  @Test
  void aMissingTableIsRefused() throws IOException {
    Path directory = filled();
    Files.delete(tableFile(directory));
    MvccException e = assertThrows(MvccException.class, () -> RocksBackend.open(directory));
    assertTrue(e.kind() == Kind.CORRUPT || e.kind() == Kind.STORAGE, e.getMessage());
  }

  @Test
  void aFlippedBitInTheNameOfTheManifestIsBlamedOnTheFileThatHoldsTheName() throws IOException {
    Path directory = filled();
    Path current = directory.resolve("CURRENT");
    byte[] good = Files.readAllBytes(current);
    for (int at = 0; at < good.length; at++) {
      byte[] bad = good.clone();
      bad[at] ^= 1;
      Files.write(current, bad);
      MvccException e = assertThrows(MvccException.class, () -> RocksBackend.open(directory));
      assertEquals(Kind.CORRUPT, e.kind(), e.getMessage());
      assertTrue(e.getMessage().contains("CURRENT"), e.getMessage());
    }
  }

  @Test
  void everyFlippedBitOfTheManifestIsFoundBeforeTheEngineReadsIt() throws IOException {
    Path directory = filled();
    Path manifest;
    try (Stream<Path> files = Files.list(directory)) {
      manifest =
          files
              .filter(file -> file.getFileName().toString().startsWith("MANIFEST"))
              .findFirst()
              .orElseThrow();
    }
    byte[] good = Files.readAllBytes(manifest);
    ManifestCheck.check(directory);
    for (int bit = 0; bit < good.length * Byte.SIZE; bit++) {
      byte[] bad = good.clone();
      bad[bit / Byte.SIZE] ^= (byte) (1 << (bit % Byte.SIZE));
      Files.write(manifest, bad);
      MvccException e =
          assertThrows(MvccException.class, () -> ManifestCheck.check(directory), "bit " + bit);
      assertEquals(Kind.CORRUPT, e.kind());
      assertTrue(e.getMessage().contains(manifest + " is damaged at offset"), e.getMessage());
    }
    Files.write(manifest, Arrays.copyOf(good, good.length - 1));
    ManifestCheck.check(directory); // torn by a crash
    // The type of the first record, as the engine takes it for one with a longer header.
    byte[] endless = good.clone();
    endless[6] ^= 0x0a;
    Files.write(manifest, endless);
    MvccException e = assertThrows(MvccException.class, () -> RocksBackend.open(directory));
    assertTrue(e.getMessage().contains("unknown type 11"), e.getMessage());
  }

  @Test
  void aDirectoryWithUnknownColumnFamiliesIsRefusedAsNewer() throws RocksDBException {
    Path directory = filled();
    List<ColumnFamilyHandle> handles = new ArrayList<>();
    try (DBOptions options = new DBOptions().setCreateMissingColumnFamilies(true);
        RocksDB newer =
            RocksDB.open(
                options,
                directory.toString(),
                List.of(
                    new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY),
                    new ColumnFamilyDescriptor(new byte[] {'k', 'e', 'y'}),
                    new ColumnFamilyDescriptor(new byte[] {'n', 'e', 'w'})),
                handles)) {
      assertTrue(newer.isOwningHandle());
      handles.forEach(ColumnFamilyHandle::close);
    }
    MvccException e = assertThrows(MvccException.class, () -> RocksBackend.open(directory));
    assertEquals(Kind.NEWER_FORMAT, e.kind());
  }

  @Test
  void aDirectoryThatIsOpenElsewhereIsRefused() {
    Path directory = filled();
    try (RocksBackend first = RocksBackend.open(directory)) {
      MvccException e = assertThrows(MvccException.class, () -> RocksBackend.open(directory));
      assertTrue(e.getMessage().contains("another process has it open"), e.getMessage());
      assertTrue(first.sizeBytes() > 0);
    }
  }

  @Test
  void everyNativeObjectIsReleasedByClosing() {
    RocksBackend backend = RocksBackend.open(root.resolve("db"));
    RocksOptions options = backend.options();
    backend.close();
    backend.close();
    assertFalse(options.database.isOwningHandle());
    assertFalse(options.history.isOwningHandle());
    assertFalse(options.small.isOwningHandle());
    assertFalse(options.write.isOwningHandle());
    assertFalse(options.read.isOwningHandle());
    assertFalse(options.fullScan.isOwningHandle());
    assertFalse(options.flush.isOwningHandle());
    assertFalse(backend.isOwningAnything());
  }

  @Test
  void openingAndClosingLeavesNoFilesAndNoThreadsBehind() throws IOException {
    for (int i = 0; i < 3; i++) {
      RocksBackend.open(root.resolve("warm" + i)).close();
    }
    long files = entriesOf("/proc/self/fd");
    long threads = entriesOf("/proc/self/task");
    for (int i = 0; i < 20; i++) {
      RocksBackend.open(root.resolve("db" + i)).close();
    }
    assertTrue(entriesOf("/proc/self/fd") <= files + 1);
    assertTrue(entriesOf("/proc/self/task") <= threads + 2);
  }

  /** Entries of a directory that only Linux has; 0 elsewhere. */
  private static long entriesOf(String directory) throws IOException {
    Path path = Path.of(directory);
    if (!Files.isDirectory(path)) {
      return 0;
    }
    try (Stream<Path> entries = Files.list(path)) {
      return entries.count();
    }
  }

  @Test
  void closingWhileOthersReadEndsTheirReadsWithAnAnswerOrClosed() throws InterruptedException {
    RocksBackend backend = RocksBackend.open(root.resolve("db"));
    Batch batch = new Batch();
    batch.put(Space.KEY, new byte[] {1}, new byte[] {2});
    backend.write(batch);
    AtomicReference<Throwable> end = new AtomicReference<>();
    CountDownLatch reading = new CountDownLatch(1000);
    Thread reader =
        new Thread(
            () -> {
              try {
                while (true) {
                  assertEquals(1, backend.get(Space.KEY, new byte[] {1}).length);
                  reading.countDown();
                }
              } catch (Throwable t) {
                end.set(t);
              }
            });
    reader.start();
    reading.await();
    backend.close();
    reader.join();
    assertEquals(Kind.CLOSED, ((MvccException) end.get()).kind());
  }
}
