package dev.balsa.wal.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** What a crash leaves of a disk on the heap. */
class MemoryDiskTest {

  private static final Path FILE = Path.of("/data/a");
  private static final int SPAN_BYTES = 100_000;

  private final MemoryDisk disk = MemoryDisk.crashable();

  /** Against an array of bytes and a copy of it at each sync. */
  @Property(tries = 200)
  void aCrashLeavesWhatWasSynced(@ForAll long seed, @ForAll @IntRange(min = 1, max = 30) int steps)
      throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    MemoryDisk crashing = MemoryDisk.crashable();
    crashing.createDirectories(FILE.getParent());
    DiskFile file = crashing.open(FILE, Disk.Access.CREATE);
    byte[] now = new byte[0];
    byte[] synced = now;
    for (int i = 0; i < steps; i++) {
      int from = random.nextInt(SPAN_BYTES);
      int to = from + random.nextInt(SPAN_BYTES / 4);
      switch (random.nextInt(4)) {
        case 0 -> {
          byte[] written = new byte[to - from];
          Arrays.fill(written, (byte) (i + 1));
          file.write(ByteBuffer.wrap(written), from);
          now = Arrays.copyOf(now, Math.max(now.length, written.length == 0 ? 0 : to));
          System.arraycopy(written, 0, now, Math.min(from, now.length), written.length);
        }
        case 1 -> {
          file.preallocate(from, to);
          now = Arrays.copyOf(now, Math.max(now.length, to));
          Arrays.fill(now, from, to, (byte) 0);
        }
        case 2 -> {
          file.resize(from);
          now = Arrays.copyOf(now, from);
        }
        default -> {
          file.sync();
          synced = now.clone();
        }
      }
      assertArrayEquals(now, content(crashing), "seed " + seed);
      assertArrayEquals(synced, content(crashing.crashed()), "seed " + seed);
    }
  }

  private static byte[] content(MemoryDisk disk) throws IOException {
    try (DiskFile file = disk.open(FILE, Disk.Access.READ)) {
      ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(file.sizeBytes()));
      assertEquals(bytes.capacity(), file.read(bytes, 0));
      return bytes.array();
    }
  }

  @Test
  void locksEndWithTheMachine() throws IOException {
    disk.createDirectories(FILE.getParent());
    disk.open(FILE, Disk.Access.CREATE).tryLock();
    assertEquals(true, disk.crashed().open(FILE, Disk.Access.WRITE).tryLock());
  }

  @Test
  void aDiskThatDoesNotRememberSaysSo() throws IOException {
    MemoryDisk plain = new MemoryDisk();
    plain.createDirectories(FILE.getParent());
    plain.open(FILE, Disk.Access.CREATE).close();
    assertThrows(IllegalStateException.class, plain::crashed);
  }
}
