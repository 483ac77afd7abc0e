package dev.balsa.wal;

import static dev.balsa.wal.WalTest.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.raft.Entry;
import dev.balsa.raft.EntryType;
import dev.balsa.raft.HardState;
import dev.balsa.raft.Members;
import dev.balsa.raft.SnapshotMark;
import dev.balsa.wal.disk.Disk;
import dev.balsa.wal.disk.DiskFile;
import dev.balsa.wal.disk.SimulatedDisk;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What had been durable is not as it was: the log is refused, with file and offset. */
class DamageTest {

  private static final WalConfig SMALL =
      WalConfig.DEFAULT.withSegmentBytes(3000).withAllocateAheadBytes(0);

  private final SimulatedDisk disk = new SimulatedDisk(new SplittableRandom(1));

  @Test
  void aMissingSectorBeforeALaterBatchIsDamageAndNoTornTail() throws IOException {
    LogImage image = severalBatches();
    String name = image.last();
    // In every position of the segment but its last batch.
    int lastBatch = lastBatchStart(image);
    int checked = 0;
    for (int sector = 1; (sector + 1) * 512 <= lastBatch; sector++) {
      LogImage damaged = image.copy();
      damaged.zero(name, sector * 512, (sector + 1) * 512);
      WalDamagedException damage = refuse(damaged);
      assertEquals(name, damage.file().getFileName().toString());
      assertTrue(damage.offset() < (sector + 1) * 512L, damage::getMessage);
      checked++;
    }
    assertTrue(checked > 1);
  }

  @Test
  void aBatchOverwrittenWithZerosIsDamage() throws IOException {
    LogImage image = severalBatches();
    int end = lastBatchStart(image);
    image.zero(image.last(), end - 512, end);
    refuse(image);
  }

  @Test
  void aMissingSegmentIsDamage() throws IOException {
    LogImage image = severalSegments();
    List<String> names = List.copyOf(image.segments.keySet());
    image.segments.remove(names.get(1));
    assertTrue(refuse(image).reason().contains("no snapshot mark"));
  }

  @Test
  void aSegmentThatEndsEarlyIsDamage() throws IOException {
    LogImage image = severalSegments();
    String first = image.first();
    List<Integer> offsets = recordOffsets(image, first);
    for (int offset : offsets) {
      LogImage damaged = image.copy();
      damaged.segments.put(first, Arrays.copyOf(image.bytes(first), offset));
      refuse(damaged);
      damaged.segments.put(first, Arrays.copyOf(image.bytes(first), offset + 8));
      refuse(damaged);
    }
  }

  @Test
  void aTornRecordInAnOlderSegmentIsDamage() throws IOException {
    LogImage image = severalSegments();
    image.zero(image.first(), 1024, 1536);
    assertEquals(image.first(), refuse(image).file().getFileName().toString());
  }

  @Test
  void aLastSegmentWithoutHeadIsDamage() throws IOException {
    LogImage image = severalSegments();
    image.segments.put(image.last(), new byte[3000]);
    refuse(image);
    image.segments.put(image.last(), new byte[0]);
    refuse(image);
  }

  @Test
  void theSegmentOfAnotherLogIsRefused() throws IOException {
    LogImage image = severalSegments();
    SimulatedDisk other = new SimulatedDisk(new SplittableRandom(1));
    Wal wal = Wal.create(other, LogImage.DIR, SMALL, new WalMetadata(9, 9).encode());
    wal.close();
    LogImage otherImage = LogImage.of(other);
    image.segments.put(image.last(), otherImage.bytes(otherImage.first()));
    refuse(image);
  }

  @Test
  void rulesOfTheLogAreCheckedWhenItIsRead() throws IOException {
    Entry first = entry(2, 1);
    Entry second = entry(2, 2);
    HardState state = new HardState(2, 3, 1);
    assertTrue(reason(first, state, entry(2, 3)).contains("a gap"));
    assertTrue(reason(first, state, entry(1, 2)).contains("terms go back"));
    assertTrue(reason(first, second, state, entry(3, 1)).contains("must not replace"));
    assertTrue(reason(first, state, new HardState(1, 3, 1)).contains("hard state goes back"));
    assertTrue(reason(first, state, new HardState(2, 3, 0)).contains("hard state goes back"));
    assertTrue(reason(first, state, new HardState(2, 4, 1)).contains("a second vote"));
    assertTrue(reason(first, new HardState(2, 3, 2)).contains("was committed"));
    assertTrue(reason(first, state, entry(3, 2)).contains("the last entry is"));
    SnapshotMark mark = new SnapshotMark(1, 2, Members.ofVoters(1L));
    SnapshotMark other = new SnapshotMark(1, 1, Members.ofVoters(1L));
    assertTrue(reason(first, state, mark, other).contains("two snapshot marks"));
    Entry empty = new Entry(2, 2, EntryType.NORMAL, new byte[0]);
    read(first, state, mark, empty, new HardState(2, 3, 2));
  }

  /** Member 3 led term 6, and nobody heard of it; the leader of term 7 has an entry of term 2. */
  @Test
  void anEntryThatIsNotCommittedMayBeReplacedByOneOfAnOlderTerm() throws IOException {
    Entry committed = entry(1, 1);
    HardState before = new HardState(6, 3, 1);
    HardState after = new HardState(7, 1, 1);
    read(committed, before, entry(6, 2), entry(6, 3), after, entry(2, 2), new HardState(7, 1, 2));
    HardState beyond = new HardState(7, 1, 2);
    assertTrue(
        reason(committed, before, entry(6, 2), beyond, entry(2, 2)).contains("must not replace"));
  }

  private String reason(Object... records) {
    WalDamagedException damage = assertThrows(WalDamagedException.class, () -> read(records));
    return damage.reason();
  }

  private static void read(Object... records) throws IOException {
    SimulatedDisk disk = new SimulatedDisk(new SplittableRandom(1));
    Wal.create(disk, LogImage.DIR, SMALL, Workload.METADATA).close();
    LogImage image = LogImage.of(disk);
    RollingCrc crc = new RollingCrc();
    RecordWriter writer = new RecordWriter(crc);
    try (DiskFile file = disk.open(LogImage.DIR.resolve(image.first()), Disk.Access.WRITE)) {
      writer.startAt(file, 0);
      writer.crcMark();
      writer.metadata(Workload.METADATA);
      for (Object record : records) {
        if (record instanceof Entry entry) {
          writer.entry(entry);
        } else if (record instanceof HardState state) {
          writer.state(state);
        } else {
          writer.snapshot((SnapshotMark) record);
        }
      }
      writer.flush();
    }
    Wal.open(disk, LogImage.DIR, SMALL).wal().close();
  }

  /** Asserts that the log is refused and that nothing is changed on disk. */
  private static WalDamagedException refuse(LogImage image) throws IOException {
    SimulatedDisk disk = image.onDisk();
    long operations = disk.operations();
    WalDamagedException damage =
        assertThrows(WalDamagedException.class, () -> Wal.open(disk, LogImage.DIR, SMALL));
    assertEquals(operations, disk.operations(), "the disk was changed");
    return damage;
  }

  private LogImage severalBatches() throws IOException {
    WalConfig oneSegment = SMALL.withSegmentBytes(20_000);
    Wal wal = Wal.create(disk, LogImage.DIR, oneSegment, Workload.METADATA);
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 1; i <= 6; i++) {
      byte[] data = new byte[450];
      random.nextBytes(data);
      Entry entry = new Entry(1, i, EntryType.NORMAL, data);
      wal.append(new HardState(1, 2, i - 1), List.of(entry), true);
    }
    return LogImage.of(disk);
  }

  private LogImage severalSegments() throws IOException {
    Wal wal = Wal.create(disk, LogImage.DIR, SMALL, Workload.METADATA);
    for (int i = 1; i <= 100; i++) {
      wal.append(new HardState(1, 2, i - 1), List.of(entry(1, i)), true);
    }
    LogImage image = LogImage.of(disk);
    assertTrue(image.segments.size() >= 3);
    return image;
  }

  private static int lastBatchStart(LogImage image) throws IOException {
    int start = 0;
    try (WalReader reader = WalReader.open(image.onDisk(), LogImage.DIR)) {
      for (WalRecord record = reader.next(); record != null; record = reader.next()) {
        start = record.type() == RecordType.CRC ? (int) record.offset() : start;
      }
    }
    return start;
  }

  private static List<Integer> recordOffsets(LogImage image, String segment) throws IOException {
    List<Integer> offsets = new java.util.ArrayList<>();
    try (WalReader reader = WalReader.open(image.onDisk(), LogImage.DIR)) {
      for (WalRecord record = reader.next(); record != null; record = reader.next()) {
        if (record.file().endsWith(segment)) {
          offsets.add((int) record.offset());
        }
      }
    }
    return offsets;
  }
}
