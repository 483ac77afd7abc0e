package dev.balsa.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.raft.Entry;
import dev.balsa.raft.EntryType;
import dev.balsa.raft.HardState;
import dev.balsa.raft.Members;
import dev.balsa.raft.SnapshotMark;
import dev.balsa.wal.disk.FileDisk;
import dev.balsa.wal.disk.SimulatedDisk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WalTest {

  private static final Path DIR = Path.of("/data/member/wal");
  private static final WalConfig SMALL =
      WalConfig.DEFAULT.withSegmentBytes(4000).withAllocateAheadBytes(2000);
  private static final byte[] METADATA = new WalMetadata(0x1234, 0x5678).encode();

  private final SimulatedDisk disk = new SimulatedDisk(new SplittableRandom(1));

  static Entry entry(long term, long index) {
    byte[] data = ("data of " + index).getBytes(StandardCharsets.UTF_8);
    return new Entry(term, index, EntryType.NORMAL, data);
  }

  @Test
  void whatWasAppendedIsThereAfterReopening() throws IOException {
    List<Entry> entries = List.of(entry(1, 1), entry(1, 2), entry(1, 3));
    try (Wal wal = Wal.create(disk, DIR, SMALL, METADATA)) {
      wal.append(new HardState(1, 7, 2), entries, true);
    }
    Recovered recovered = Wal.open(disk, DIR, SMALL);
    assertEquals(entries, recovered.entries());
    assertEquals(new HardState(1, 7, 2), recovered.hardState());
    assertEquals(SnapshotMark.EMPTY, recovered.snapshot());
    assertEquals(List.of(), recovered.repairs());
    assertEquals(new WalMetadata(0x1234, 0x5678), WalMetadata.decode(recovered.metadata()));
    recovered.wal().close();
  }

  @Test
  void aFullSegmentIsCutAndTheLogGoesOn() throws IOException {
    List<Entry> entries = new ArrayList<>();
    try (Wal wal = Wal.create(disk, DIR, SMALL, METADATA)) {
      for (int i = 1; i <= 500; i++) {
        Entry entry = entry(1, i);
        entries.add(entry);
        wal.append(new HardState(1, 7, i), List.of(entry), true);
        while (wal.doWork() > 0) {
          assertTrue(disk.exists(DIR));
        }
      }
    }
    assertTrue(disk.list(DIR).size() > 5, () -> "only one segment");
    Recovered recovered = Wal.open(disk, DIR, SMALL);
    assertEquals(entries, recovered.entries());
    recovered.wal().saveSnapshot(new SnapshotMark(499, 1, Members.ofVoters(7L)));
    recovered.wal().release(498);
    assertEquals(5, disk.list(DIR).size());
    recovered.wal().close();
    Recovered again = Wal.open(disk, DIR, SMALL);
    assertEquals(499, again.snapshot().index());
    assertEquals(Members.ofVoters(7L), again.snapshot().members());
    assertEquals(entries.subList(499, 500), again.entries());
    again.wal().close();
  }

  @Test
  void oneBatchCostsOneWriteAndOneSync() throws IOException {
    try (Wal wal = Wal.create(disk, DIR, WalConfig.DEFAULT, METADATA)) {
      long syncs = disk.syncs();
      long writes = disk.writes();
      List<Entry> batch = new ArrayList<>();
      for (int i = 1; i <= 1000; i++) {
        batch.add(entry(1, i));
      }
      wal.append(new HardState(1, 7, 0), batch, true);
      assertEquals(syncs + 1, disk.syncs());
      assertEquals(writes + 1, disk.writes());
    }
  }

  @Test
  void aSecondServerIsRefused(@TempDir Path temp) throws IOException {
    Path dir = temp.resolve("wal");
    try (Wal wal = Wal.create(new FileDisk(), dir, SMALL, METADATA)) {
      assertThrows(WalLockedException.class, () -> Wal.open(new FileDisk(), dir, SMALL));
      wal.append(new HardState(1, 7, 0), List.of(entry(1, 1)), true);
    }
    Recovered recovered = Wal.open(new FileDisk(), dir, SMALL);
    assertEquals(List.of(entry(1, 1)), recovered.entries());
    recovered.wal().close();
  }
}
