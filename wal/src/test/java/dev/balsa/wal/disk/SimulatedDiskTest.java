package dev.balsa.wal.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The double is as wicked as the contract allows, and never more. */
class SimulatedDiskTest {

  private static final Path DIR = Path.of("/d");
  private static final Path FILE = DIR.resolve("f");

  @Test
  void whatIsSyncedSurvivesAndTheRestIsTornInAllWays() throws IOException {
    TreeSet<String> outcomes = new TreeSet<>();
    for (int seed = 0; seed < 200; seed++) {
      SimulatedDisk disk = withFile(seed);
      DiskFile file = disk.open(FILE, Disk.Access.WRITE);
      file.write(filled(1024, 'a'), 0);
      file.sync();
      file.write(filled(1024, 'b'), 0);
      disk.restart();
      assertThrows(IOException.class, file::sizeBytes, "a handle of before the crash");
      ByteBuffer read = ByteBuffer.allocate(1024);
      disk.open(FILE, Disk.Access.READ).read(read, 0);
      outcomes.add("" + (char) read.get(0) + (char) read.get(511) + (char) read.get(1023));
    }
    assertEquals(List.of("aaa", "aab", "bba", "bbb"), new ArrayList<>(outcomes));
  }

  @Test
  void namesAreDurableOnlyAfterTheirDirectoryWasSynced() throws IOException {
    TreeSet<Boolean> created = new TreeSet<>();
    TreeSet<String> renamed = new TreeSet<>();
    for (int seed = 0; seed < 50; seed++) {
      SimulatedDisk disk = withFile(seed);
      disk.open(DIR.resolve("new"), Disk.Access.CREATE).sync();
      disk.rename(FILE, DIR.resolve("g"));
      disk.restart();
      created.add(disk.exists(DIR.resolve("new")));
      assertFalse(disk.exists(FILE) == disk.exists(DIR.resolve("g")), "a rename is whole");
      renamed.add(disk.exists(FILE) ? "old" : "new");
    }
    assertEquals(2, created.size());
    assertEquals(2, renamed.size());
  }

  @Test
  void afterAFailedSyncASecondOneDoesNotBringTheBytesBack() throws IOException {
    boolean lost = false;
    for (int seed = 0; seed < 50; seed++) {
      SimulatedDisk disk = withFile(seed);
      DiskFile file = disk.open(FILE, Disk.Access.WRITE);
      file.write(filled(512, 'a'), 0);
      disk.failAt(1);
      assertThrows(IOException.class, file::sync);
      file.sync();
      ByteBuffer read = ByteBuffer.allocate(1);
      file.read(read, 0);
      assertEquals('a', read.get(0), "it can still be read");
      disk.restart();
      read.clear();
      disk.open(FILE, Disk.Access.READ).read(read, 0);
      lost |= read.get(0) == 0;
    }
    assertTrue(lost);
  }

  @Test
  void whatIsWrittenAgainAfterAFailedSyncAndSyncedIsThereAfterACrash() throws IOException {
    for (int seed = 0; seed < 50; seed++) {
      SimulatedDisk disk = withFile(seed);
      DiskFile file = disk.open(FILE, Disk.Access.WRITE);
      file.write(filled(512, 'a'), 0);
      disk.failAt(1);
      assertThrows(IOException.class, file::sync);
      file.write(filled(512, 'b'), 0);
      file.sync();
      assertFalse(disk.deceives());
      disk.restart();
      ByteBuffer read = ByteBuffer.allocate(1);
      disk.open(FILE, Disk.Access.READ).read(read, 0);
      assertEquals('b', read.get(0), "seed " + seed);
    }
  }

  @Test
  void aKilledProgramLosesItsHandlesAndLocksAndNoBytes() throws IOException {
    SimulatedDisk disk = withFile(1);
    DiskFile file = disk.open(FILE, Disk.Access.WRITE);
    assertTrue(file.tryLock());
    file.write(filled(512, 'a'), 0);
    disk.kill();
    assertThrows(IOException.class, file::sync);
    DiskFile again = disk.open(FILE, Disk.Access.WRITE);
    assertTrue(again.tryLock());
    ByteBuffer read = ByteBuffer.allocate(1);
    again.read(read, 0);
    assertEquals('a', read.get(0));
  }

  @Test
  void theSameSeedHasTheSameMisfortunes() throws IOException {
    assertEquals(afterACrash(7), afterACrash(7));
  }

  private static String afterACrash(long seed) throws IOException {
    SimulatedDisk disk = withFile(seed);
    DiskFile file = disk.open(FILE, Disk.Access.WRITE);
    file.write(filled(20_000, 'x'), 0);
    disk.crashAt(1);
    assertThrows(SimulatedCrash.class, file::sync);
    assertThrows(SimulatedCrash.class, () -> disk.exists(FILE));
    disk.restart();
    ByteBuffer read = ByteBuffer.allocate(20_000);
    disk.open(FILE, Disk.Access.READ).read(read, 0);
    return java.util.Arrays.toString(read.array());
  }

  private static SimulatedDisk withFile(long seed) throws IOException {
    SimulatedDisk disk = new SimulatedDisk(new SplittableRandom(seed));
    disk.createDirectories(DIR);
    disk.syncDirectory(Path.of("/"));
    disk.open(FILE, Disk.Access.CREATE).close();
    disk.syncDirectory(DIR);
    return disk;
  }

  private static ByteBuffer filled(int length, char content) {
    byte[] bytes = new byte[length];
    java.util.Arrays.fill(bytes, (byte) content);
    return ByteBuffer.wrap(bytes);
  }
}
