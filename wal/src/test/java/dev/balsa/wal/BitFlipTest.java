package dev.balsa.wal;

import static dev.balsa.wal.WalTest.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.raft.Entry;
import dev.balsa.raft.EntryType;
import dev.balsa.raft.HardState;
import dev.balsa.raft.Members;
import dev.balsa.raft.SnapshotMark;
import dev.balsa.wal.disk.SimulatedDisk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** One bit of the log has changed on disk: no wrong entry is ever served, none is lost unseen. */
class BitFlipTest {

  private static final WalConfig SMALL =
      WalConfig.DEFAULT.withSegmentBytes(1200).withAllocateAheadBytes(0);

  private final SimulatedDisk disk = new SimulatedDisk(new SplittableRandom(1));

  /** The states the log went through, batch by batch. */
  private final List<LogState> batches = new ArrayList<>(List.of(LogState.NEW));

  @Test
  void afterACleanCloseEveryFlippedBitIsDetected() throws IOException {
    Wal wal = writeLog();
    wal.close();
    LogImage image = LogImage.of(disk);
    assertTrue(image.segments.size() >= 2);
    for (String name : image.segments.keySet()) {
      for (int bit = 0; bit < image.contentEnd(name) * 8; bit++) {
        LogState found = openWithFlip(image, name, bit);
        int flipped = bit;
        assertNull(found, () -> "bit " + flipped + " of " + name);
      }
    }
  }

  @Test
  void afterACrashAFlippedBitCanAtMostHideTheLastBatchAndIsReported() throws IOException {
    writeLog(); // Never closed: nothing on disk proves that the last batch had been synced.
    LogImage image = LogImage.of(disk);
    int hidden = 0;
    for (String name : image.segments.keySet()) {
      for (int bit = 0; bit < image.contentEnd(name) * 8; bit++) {
        LogState found = openWithFlip(image, name, bit);
        if (found != null && !found.equals(now())) {
          hidden++;
          assertEquals(image.last(), name, "flip in an older segment");
          assertEquals(batches.get(batches.size() - 2), found, "bit " + bit);
        }
      }
    }
    // Only a length field that stands alone in its sector can look like a missing sector.
    assertTrue(hidden <= 1, "hidden by " + hidden + " flips");
  }

  /** Opens the log with one bit flipped; null if the damage was reported. */
  private static LogState openWithFlip(LogImage image, String name, int bit) throws IOException {
    LogImage flipped = image.copy();
    flipped.flip(name, bit);
    try {
      Recovered recovered = Wal.open(flipped.onDisk(), LogImage.DIR, SMALL);
      LogState found = LogState.of(recovered);
      recovered.wal().close();
      return found;
    } catch (WalDamagedException e) {
      return null;
    }
  }

  private LogState now() {
    return batches.get(batches.size() - 1);
  }

  private Wal writeLog() throws IOException {
    Wal wal = Wal.create(disk, LogImage.DIR, SMALL, Workload.METADATA);
    append(wal, new HardState(1, 0, 0), entry(1, 1), entry(1, 2));
    append(wal, new HardState(2, 2, 1), new Entry(2, 3, EntryType.NORMAL, new byte[0]));
    append(wal, new HardState(2, 2, 3), conf(2, 4), entry(2, 5), entry(2, 6));
    append(wal, new HardState(2, 2, 5), new Entry(2, 7, EntryType.NORMAL, new byte[700]));
    SnapshotMark mark = new SnapshotMark(5, 2, Members.ofVoters(1L, 2L));
    wal.saveSnapshot(mark);
    batches.add(now().with(mark));
    append(wal, new HardState(2, 2, 7), entry(2, 8), entry(2, 9));
    append(wal, new HardState(3, 2, 7), new Entry(3, 9, EntryType.NORMAL, new byte[0]));
    append(wal, new HardState(3, 2, 8), conf(3, 10));
    append(wal, new HardState(3, 2, 9), entry(3, 11), entry(3, 12));
    append(wal, new HardState(4, 1, 12));
    return wal;
  }

  private static Entry conf(long term, long index) {
    return new Entry(term, index, EntryType.CONF_CHANGE, new byte[] {8, 1, 16, 0, 24, 5});
  }

  private void append(Wal wal, HardState state, Entry... entries) throws IOException {
    LogState next = now().with(state);
    for (Entry entry : entries) {
      next = next.with(entry);
    }
    wal.append(state, List.of(entries), true);
    batches.add(next);
  }
}
