package dev.balsa.wal.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every disk promises, the real one, that on the heap, and the wicked double. */
class DiskContractTest {

  enum Kind {
    REAL,
    SIMULATED,
    MEMORY,
    CRASHABLE_MEMORY;

    Disk disk() {
      return switch (this) {
        case REAL -> new FileDisk();
        case SIMULATED -> new SimulatedDisk(new SplittableRandom(1));
        case MEMORY -> new MemoryDisk();
        case CRASHABLE_MEMORY -> MemoryDisk.crashable();
      };
    }
  }

  @TempDir private Path temp;

  @ParameterizedTest
  @EnumSource
  void bytesAreReadWhereTheyWereWrittenAndZerosBetween(Kind kind) throws IOException {
    Disk disk = directory(kind);
    try (DiskFile file = disk.open(temp.resolve("a"), Disk.Access.CREATE)) {
      file.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 1000);
      file.write(ByteBuffer.wrap(new byte[] {9}), 1001);
      file.sync();
      assertEquals(1003, file.sizeBytes());
      ByteBuffer read = ByteBuffer.allocate(10);
      assertEquals(4, file.read(read, 999));
      assertArrayEquals(new byte[] {0, 1, 9, 3, 0, 0, 0, 0, 0, 0}, read.array());
      assertEquals(0, file.read(read, 1003));
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatWasCutOffIsZeroWhenTheFileGrowsAgain(Kind kind) throws IOException {
    Disk disk = directory(kind);
    try (DiskFile file = disk.open(temp.resolve("a"), Disk.Access.CREATE)) {
      byte[] ones = new byte[2000];
      java.util.Arrays.fill(ones, (byte) 1);
      file.write(ByteBuffer.wrap(ones), 0);
      file.resize(700);
      file.resize(3000);
      ByteBuffer read = ByteBuffer.allocate(3000);
      assertEquals(3000, file.read(read, 0));
      assertEquals(1, read.get(699));
      for (int i = 700; i < 3000; i++) {
        assertEquals(0, read.get(i));
      }
      file.preallocate(100, 5000);
      assertEquals(5000, file.sizeBytes());
      read.clear();
      file.read(read, 0);
      assertEquals(1, read.get(99));
      assertEquals(0, read.get(100));
    }
  }

  @ParameterizedTest
  @EnumSource
  void namesBehaveAsNamesDo(Kind kind) throws IOException {
    Disk disk = directory(kind);
    Path a = temp.resolve("a");
    Path b = temp.resolve("b");
    assertThrows(NoSuchFileException.class, () -> disk.open(a, Disk.Access.READ));
    assertThrows(NoSuchFileException.class, () -> disk.open(a, Disk.Access.WRITE));
    disk.open(a, Disk.Access.CREATE).close();
    assertThrows(FileAlreadyExistsException.class, () -> disk.open(a, Disk.Access.CREATE));
    disk.rename(a, b);
    assertFalse(disk.exists(a));
    assertEquals(List.of("b"), disk.list(temp));
    Path below = temp.resolve("x/y");
    disk.createDirectories(below);
    disk.createDirectories(below);
    disk.rename(b, below.resolve("c"));
    assertThrows(DirectoryNotEmptyException.class, () -> disk.delete(below));
    disk.rename(temp.resolve("x"), temp.resolve("z"));
    assertEquals(List.of("c"), disk.list(temp.resolve("z/y")));
    disk.delete(temp.resolve("z/y/c"));
    disk.delete(temp.resolve("z/y"));
    disk.syncDirectory(temp.resolve("z"));
    assertThrows(NoSuchFileException.class, () -> disk.delete(a));
    assertThrows(NoSuchFileException.class, () -> disk.list(a));
  }

  @ParameterizedTest
  @EnumSource
  void aLockIsHeldUntilItsFileIsClosed(Kind kind) throws IOException {
    Disk disk = directory(kind);
    Path a = temp.resolve("a");
    DiskFile first = disk.open(a, Disk.Access.CREATE);
    DiskFile second = disk.open(a, Disk.Access.WRITE);
    assertTrue(first.tryLock());
    assertFalse(second.tryLock());
    first.close();
    assertTrue(second.tryLock());
    second.close();
  }

  @ParameterizedTest
  @EnumSource
  void aFileOpenedForReadingCannotBeChanged(Kind kind) throws IOException {
    Disk disk = directory(kind);
    Path a = temp.resolve("a");
    disk.open(a, Disk.Access.CREATE).close();
    try (DiskFile file = disk.open(a, Disk.Access.READ)) {
      assertThrows(Exception.class, () -> file.write(ByteBuffer.wrap(new byte[] {1}), 0));
      assertEquals(0, file.sizeBytes());
    }
  }

  private Disk directory(Kind kind) throws IOException {
    Disk disk = kind.disk();
    disk.createDirectories(temp);
    return disk;
  }
}
