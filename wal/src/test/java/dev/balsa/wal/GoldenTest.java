package dev.balsa.wal;

import static dev.balsa.wal.WalTest.entry;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
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
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Bytes that are checked in: the format never changes unnoticed. */
class GoldenTest {

  private static final String NAME = "0000000000000000-0000000000000000.wal";

  @Test
  void theLogOfARealEtcdIsReadRecordByRecord() throws IOException {
    SimulatedDisk disk = etcdsLog();
    try (WalReader reader = WalReader.open(disk, LogImage.DIR)) {
      assertEquals(RecordType.CRC, reader.next().type());
      WalMetadata metadata = new WalMetadata(0x2e1259d415f2a040L, 0x048276a8f75b6a87L);
      assertEquals(metadata, reader.next().metadata());
      assertEquals(SnapshotMark.EMPTY, reader.next().snapshot());
      Entry first = reader.next().entry();
      assertEquals(EntryType.CONF_CHANGE, first.type());
      assertEquals(1, first.index());
      assertEquals(new HardState(1, 0, 1), reader.next().hardState());
      Entry leadersFirst = reader.next().entry();
      assertEquals(new Entry(2, 2, EntryType.NORMAL, new byte[0]), leadersFirst);
    }
  }

  @Test
  void theLogOfARealEtcdSaysWhatEtcdWasTold() throws IOException {
    Recovered recovered = Wal.open(etcdsLog(), LogImage.DIR, WalConfig.DEFAULT);
    assertEquals(List.of(), recovered.repairs());
    assertEquals(2, recovered.hardState().term());
    assertEquals(recovered.snapshot().index() + 1, recovered.entries().get(0).index());
    Entry put = recovered.entries().get(recovered.entries().size() - 2);
    String text = new String(put.data(), StandardCharsets.ISO_8859_1);
    assertTrue(text.contains("k8") && text.contains("v8"), text);
    recovered.wal().close();
  }

  @Test
  void whatEtcdWroteIsWrittenByteForByte() throws IOException {
    SimulatedDisk disk = etcdsLog();
    RecordWriter writer = new RecordWriter(new RollingCrc());
    Path copy = LogImage.DIR.resolve("copy");
    DiskFile file = disk.open(copy, Disk.Access.CREATE);
    writer.startAt(file, 0);
    try (WalReader reader = WalReader.open(disk, LogImage.DIR)) {
      for (WalRecord record = reader.next(); record != null; record = reader.next()) {
        assertEquals(record.offset(), writer.position());
        write(writer, record);
      }
    }
    writer.flush();
    assertArrayEquals(resource("etcd-3.4"), LogImage.read(disk, copy));
  }

  private static void write(RecordWriter writer, WalRecord record) throws IOException {
    switch (record.type()) {
      case CRC -> writer.crcMark();
      case METADATA -> writer.metadata(record.metadata().encode());
      case ENTRY -> writer.entry(record.entry());
      case STATE -> writer.state(record.hardState());
      case SNAPSHOT -> writer.snapshot(record.snapshot());
    }
  }

  @Test
  void theSameCallsAlwaysWriteTheSameBytes() throws IOException {
    SimulatedDisk disk = new SimulatedDisk(new SplittableRandom(1));
    try (Wal wal = Wal.create(disk, LogImage.DIR, WalConfig.DEFAULT, Workload.METADATA)) {
      Entry change = new Entry(1, 2, EntryType.CONF_CHANGE, new byte[] {8, 1, 16, 0, 24, 7});
      wal.append(new HardState(1, 7, 0), List.of(entry(1, 1), change), true);
      wal.append(new HardState(1, 7, 2), List.of(), false);
      Entry leadersFirst = new Entry(2, 3, EntryType.NORMAL, new byte[0]);
      wal.append(new HardState(2, 0x8e9e05c52164694dL, 2), List.of(leadersFirst), true);
      Members joint =
          new Members(List.of(7L, 8L, 9L), List.of(10L), List.of(7L), List.of(11L), true);
      wal.saveSnapshot(new SnapshotMark(3, 2, joint));
    }
    LogImage image = LogImage.of(disk);
    byte[] content = Arrays.copyOf(image.bytes(NAME), (image.contentEnd(NAME) + 7) / 8 * 8);
    assertArrayEquals(resource("balsa"), content);
  }

  private static SimulatedDisk etcdsLog() throws IOException {
    LogImage image = new LogImage();
    image.segments.put(NAME, resource("etcd-3.4"));
    return image.onDisk();
  }

  private static byte[] resource(String writer) throws IOException {
    String path = "/golden/" + writer + "/" + NAME;
    try (InputStream in = GoldenTest.class.getResourceAsStream(path)) {
      return in.readAllBytes();
    }
  }
}
