package dev.balsa.wal;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.wal.disk.SimulatedCrash;
import dev.balsa.wal.disk.SimulatedDisk;
import java.io.IOException;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever happens to the machine or the disk, everything acknowledged is found again. */
class CrashTest {

  private static final WalConfig SMALL =
      WalConfig.DEFAULT.withSegmentBytes(5000).withAllocateAheadBytes(2000).withMaxSegments(2);
  private static final int STEPS = 60;

  @ParameterizedTest
  @ValueSource(
      longs = {
        1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45,
        46, 47, 48
      })
  void aCrashAtAnyOperationLosesNothingAcknowledged(long seed) throws IOException {
    long operations = count(seed);
    assertTrue(operations > 100, () -> "only " + operations + " operations");
    for (long at = 1; at <= operations; at++) {
      SimulatedDisk disk = new SimulatedDisk(new SplittableRandom(seed * 1000 + at));
      Workload workload = new Workload(disk, SMALL, new SplittableRandom(seed));
      disk.crashAt(at);
      crash(workload, "seed " + seed + ", crash at operation " + at);
      // Once more, from whatever the first recovery left.
      long again = 1 + (at * 7) % 40;
      disk.crashAt(again);
      crash(workload, "seed " + seed + ", crash at operation " + at + " and then at " + again);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13})
  void aFailedOperationEndsTheLogsLifeAndLosesNothingAcknowledged(long seed) throws IOException {
    long operations = count(seed);
    for (long at = 1; at <= operations; at++) {
      SimulatedDisk disk = new SimulatedDisk(new SplittableRandom(seed * 1000 + at));
      Workload workload = new Workload(disk, SMALL, new SplittableRandom(seed));
      disk.failAt(at);
      fail(workload, "seed " + seed + ", failure at operation " + at);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23})
  void aFullDiskEndsTheLogsLifeAndLosesNothingAcknowledged(long seed) throws IOException {
    for (long capacity = 0; capacity < 20_000; capacity += 512) {
      SimulatedDisk disk = new SimulatedDisk(new SplittableRandom(seed * 1000 + capacity));
      Workload workload = new Workload(disk, SMALL, new SplittableRandom(seed));
      disk.capacityBytes(capacity);
      fail(workload, "seed " + seed + ", capacity " + capacity);
    }
  }

  private static long count(long seed) throws IOException {
    SimulatedDisk disk = new SimulatedDisk(new SplittableRandom(seed));
    Workload workload = new Workload(disk, SMALL, new SplittableRandom(seed));
    workload.create();
    workload.run(STEPS);
    workload.wal().close();
    return disk.operations();
  }

  private static void crash(Workload workload, String what) throws IOException {
    SimulatedDisk disk = (SimulatedDisk) workload.disk();
    try {
      if (workload.created()) {
        workload.reopen();
      } else {
        workload.create();
      }
      workload.run(STEPS);
    } catch (SimulatedCrash expected) {
      assertTrue(disk.crashed());
    }
    disk.restart();
    verify(workload, disk, what);
  }

  private static void fail(Workload workload, String what) throws IOException {
    SimulatedDisk disk = (SimulatedDisk) workload.disk();
    try {
      workload.create();
      workload.run(STEPS);
    } catch (IOException expected) {
      if (workload.created() && workload.inUse()) {
        Wal wal = workload.wal();
        assertThrows(IOException.class, wal::doWork, what);
        assertThrows(IOException.class, () -> wal.release(0), what);
        long operations = disk.operations();
        wal.close();
        assertTrue(disk.operations() == operations, () -> what + ": close wrote to the disk");
      }
    }
    disk.capacityBytes(Long.MAX_VALUE);
    disk.restart();
    verify(workload, disk, what);
  }

  private static void verify(Workload workload, SimulatedDisk disk, String what)
      throws IOException {
    if (!Wal.exists(disk, Workload.DIR)) {
      assertTrue(!workload.created(), () -> what + ": the log is gone");
      return;
    }
    try {
      workload.reopen();
      workload.wal().close();
    } catch (IOException | AssertionError e) {
      throw new AssertionError(what, e);
    }
  }
}
