package dev.balsa.wal;

import static dev.balsa.wal.WalTest.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.raft.Entry;
import dev.balsa.raft.EntryType;
import dev.balsa.raft.HardState;
import dev.balsa.wal.disk.SimulatedDisk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The last batch is on disk in part: any set of its sectors. */
class TornWriteTest {

  private static final int SECTOR = 512;
  private static final WalConfig CONFIG = WalConfig.DEFAULT.withSegmentBytes(10_000);

  private final SimulatedDisk disk = new SimulatedDisk(new SplittableRandom(1));
  private int batchStart;
  private int batchEnd;

  @ParameterizedTest
  @ValueSource(ints = {0, 30, 300, 451, 452, 460, 468, 476, 900})
  void anySetOfMissingSectorsIsCutAndTheRestStays(int firstDataBytes) throws IOException {
    LogImage image = torn(firstDataBytes);
    String name = image.last();
    int firstSector = batchStart / SECTOR;
    int sectors = (batchEnd - 1) / SECTOR - firstSector + 1;
    for (int missing = 1; missing < 1 << sectors; missing++) {
      LogImage damaged = image.copy();
      for (int i = 0; i < sectors; i++) {
        if ((missing & 1 << i) != 0) {
          int from = Math.max((firstSector + i) * SECTOR, batchStart);
          damaged.zero(name, from, Math.min((firstSector + i + 1) * SECTOR, batchEnd));
        }
      }
      checkCut(damaged, "first entry of " + firstDataBytes + " bytes, missing " + missing);
    }
  }

  private static void checkCut(LogImage image, String what) throws IOException {
    SimulatedDisk torn = image.onDisk();
    try (WalReader reader = WalReader.open(torn, LogImage.DIR)) {
      while (reader.next() != null) {
        assertNull(reader.torn(), what);
      }
      boolean anythingToCut = reader.torn() != null;
      Recovered recovered = Wal.open(torn, LogImage.DIR, CONFIG);
      assertTrue(recovered.entries().size() >= 2, what);
      assertEquals(List.of(entry(1, 1), entry(1, 2)), recovered.entries().subList(0, 2), what);
      assertEquals(anythingToCut, !recovered.repairs().isEmpty(), what);
      assertEquals(
          anythingToCut, torn.exists(LogImage.DIR.resolve(image.last() + ".broken")), what);
      goOn(torn, recovered, what);
    }
  }

  private static void goOn(SimulatedDisk torn, Recovered recovered, String what)
      throws IOException {
    List<Entry> expected = new ArrayList<>(recovered.entries());
    expected.add(entry(1, expected.size() + 1));
    Entry last = expected.get(expected.size() - 1);
    recovered.wal().append(new HardState(1, 7, 2), List.of(last), true);
    recovered.wal().close();
    Recovered again = Wal.open(torn, LogImage.DIR, CONFIG);
    assertEquals(expected, again.entries(), what);
    assertTrue(again.repairs().isEmpty(), what);
    again.wal().close();
  }

  /** A log whose last batch of several sectors begins at {@link #batchStart}, not closed. */
  private LogImage torn(int firstDataBytes) throws IOException {
    Wal wal = Wal.create(disk, LogImage.DIR, CONFIG, Workload.METADATA);
    wal.append(new HardState(1, 7, 0), List.of(entry(1, 1), entry(1, 2)), true);
    LogImage before = LogImage.of(disk);
    batchStart = (before.contentEnd(before.last()) + 7) / 8 * 8;
    SplittableRandom random = new SplittableRandom(5);
    List<Entry> batch = new ArrayList<>();
    int[] sizes = {firstDataBytes, 700, 20, 600};
    for (int i = 0; i < sizes.length; i++) {
      byte[] data = new byte[sizes[i]];
      random.nextBytes(data);
      batch.add(new Entry(1, 3 + i, EntryType.NORMAL, data));
    }
    wal.append(new HardState(1, 7, 2), batch, true);
    LogImage after = LogImage.of(disk);
    batchEnd = after.contentEnd(after.last());
    return after;
  }

  /** The write had made the file longer, and its new length was not durable yet. */
  @Test
  void aBatchThatReachesBeyondTheEndOfTheFileIsCut() throws IOException {
    LogImage image = torn(300);
    byte[] whole = image.bytes(image.last());
    for (int end = batchStart + 1; end < batchEnd; end++) {
      LogImage cut = image.copy();
      cut.segments.put(image.last(), Arrays.copyOf(whole, end));
      checkCut(cut, "the file ends " + (end - batchStart) + " bytes behind the batch's start");
    }
  }
}
