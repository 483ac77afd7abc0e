package dev.balsa.tools.waldump;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.balsa.api.CompactionRequest;
import dev.balsa.api.PutRequest;
import dev.balsa.raft.ConfChangeType;
import dev.balsa.raft.Entry;
import dev.balsa.raft.EntryType;
import dev.balsa.raft.HardState;
import dev.balsa.raft.Members;
import dev.balsa.raft.SnapshotMark;
import dev.balsa.server.apply.ConfChangeCodec;
import dev.balsa.server.command.InternalRaftRequest;
import dev.balsa.server.command.RequestHeader;
import dev.balsa.wal.Wal;
import dev.balsa.wal.WalConfig;
import dev.balsa.wal.WalMetadata;
import dev.balsa.wal.disk.FileDisk;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WalDumpTest {

  private static final WalConfig SMALL = WalConfig.DEFAULT.withSegmentBytes(20_000);
  private static final String FIRST = "0000000000000000-0000000000000000.wal";

  @TempDir private Path data;
  private Path walDir;

  @BeforeEach
  void writeLog() throws IOException {
    walDir = data.resolve("member/wal");
    byte[] metadata = new WalMetadata(0x8e9e05c52164694dL, 0xcdf818194e3a8c32L).encode();
    try (Wal wal = Wal.create(new FileDisk(), walDir, SMALL, metadata)) {
      ConfChangeCodec.Decoded change =
          new ConfChangeCodec.Decoded(
              7,
              ConfChangeType.ADD_NODE,
              0x8e9e05c52164694dL,
              "{\"name\":\"a\"}".getBytes(StandardCharsets.UTF_8));
      Entry first = new Entry(1, 1, EntryType.CONF_CHANGE, ConfChangeCodec.encode(change));
      wal.append(new HardState(1, 0, 1), List.of(first), true);
      Entry leadersFirst = new Entry(2, 2, EntryType.NORMAL, new byte[0]);
      wal.append(
          new HardState(2, 0x8e9e05c52164694dL, 2),
          List.of(leadersFirst, put(3, "name", "balsa")),
          true);
      wal.append(new HardState(2, 0x8e9e05c52164694dL, 3), List.of(compaction(4)), true);
      wal.saveSnapshot(new SnapshotMark(3, 2, Members.ofVoters(0x8e9e05c52164694dL)));
      wal.append(
          new HardState(2, 0x8e9e05c52164694dL, 4),
          List.of(put(5, "long", "x".repeat(2000))),
          true);
    }
  }

  private static Entry put(long index, String key, String value) {
    PutRequest put =
        PutRequest.newBuilder()
            .setKey(ByteString.copyFromUtf8(key))
            .setValue(ByteString.copyFromUtf8(value))
            .build();
    return entry(index, request(index).setPut(put));
  }

  private static Entry compaction(long index) {
    CompactionRequest compaction = CompactionRequest.newBuilder().setRevision(17).build();
    return entry(index, request(index).setCompaction(compaction));
  }

  private static InternalRaftRequest.Builder request(long id) {
    return InternalRaftRequest.newBuilder().setHeader(RequestHeader.newBuilder().setID(id));
  }

  private static Entry entry(long index, InternalRaftRequest.Builder request) {
    return new Entry(2, index, EntryType.NORMAL, request.build().toByteArray());
  }

  @Test
  void everyRecordIsALineWithItsTermIndexAndRequest() throws IOException {
    DumpRun run = DumpRun.of(data);
    assertEquals(0, run.exitCode(), run.out());
    assertTrue(run.hasLine("metadata", "member=8e9e05c52164694d cluster=cdf818194e3a8c32"));
    assertTrue(
        run.hasLine("conf-change 1 1", "change=add-node", "member=8e9e05c52164694d", "\\\"a\\\""));
    assertTrue(run.hasLine("empty 2 2"));
    assertTrue(run.hasLine("put 2 3", "key=\"name\" value=\"balsa\" request=3"));
    assertTrue(run.hasLine("compaction 2 4", "revision=17"));
    assertTrue(run.hasLine("state 2 -", "vote=8e9e05c52164694d commit=4"));
    assertTrue(run.hasLine("snapshot 2 3", "voters=[8e9e05c52164694d]"));
    assertTrue(run.hasLine("5 entries (index 1 to 5), committed up to 4."));
    assertTrue(run.hasLine("...(2000 bytes)"));
    assertFalse(run.hasLine(" crc "));
  }

  @Test
  void theLogIsFoundFromAnyOfItsDirectories() throws IOException {
    String out = DumpRun.of(data).out();
    assertEquals(out, DumpRun.of(data.resolve("member")).out());
    assertEquals(out, DumpRun.of(walDir).out());
  }

  @Test
  void indexesAndTypesFilter() throws IOException {
    DumpRun range = DumpRun.of(data, "--from", "3", "--to", "4");
    assertTrue(range.hasLine("put 2 3") && range.hasLine("compaction 2 4"), range.out());
    assertTrue(range.hasLine("snapshot 2 3"));
    assertFalse(range.hasLine("state 2") || range.hasLine("conf-change 1"), range.out());
    DumpRun puts = DumpRun.of(data, "--type", "put,conf-change", "--full");
    assertEquals(3, puts.lines().stream().filter(line -> line.startsWith("  ")).count());
    assertTrue(puts.hasLine("x".repeat(2000)));
    assertTrue(DumpRun.of(data, "--type", "crc").hasLine("crc"));
    assertEquals(5, DumpRun.of(data, "--type=entry", "--json").count("\"type\":\"entry\""));
  }

  @Test
  void jsonIsOneObjectALine() throws IOException {
    DumpRun run = DumpRun.of(data, "--json", "--from=3", "--to=3", "--type=put");
    String file = walDir.resolve(FIRST).toString();
    String line = run.lines().get(0);
    assertTrue(line.startsWith("{\"type\":\"entry\",\"file\":\"" + file + "\",\"offset\":"), line);
    assertTrue(
        line.endsWith(
            ",\"kind\":\"put\",\"term\":\"2\",\"index\":\"3\",\"content\":"
                + "{\"key\":\"bmFtZQ==\",\"value\":\"YmFsc2E=\",\"request\":\"3\"}}"),
        line);
    assertEquals(2, run.lines().size(), run.out());
    assertTrue(run.lines().get(1).startsWith("{\"type\":\"summary\",\"segments\":1,"));
  }

  @Test
  void aTornTailIsNamedAndIsNoFailure() throws IOException {
    long put = offsetOf("put 2 5");
    // The end of the batch never reached the disk, nor did the mark of the clean close.
    overwrite(put + 600, new byte[3000]);
    DumpRun run = DumpRun.of(data);
    assertEquals(0, run.exitCode());
    assertTrue(run.hasLine("TORN TAIL: " + walDir.resolve(FIRST) + " at byte " + put), run.out());
    assertTrue(run.hasLine("compaction 2 4"));
    assertTrue(DumpRun.of(data, "--json").count("{\"type\":\"torn\",") == 1);
  }

  @Test
  void damageIsNamedAndFails() throws IOException {
    long put = offsetOf("put 2 3");
    overwrite(put + 40, new byte[] {'X'});
    DumpRun run = DumpRun.of(data);
    assertEquals(1, run.exitCode());
    assertTrue(run.hasLine("DAMAGED: " + walDir.resolve(FIRST) + " at byte " + put), run.out());
    assertTrue(run.hasLine("empty 2 2"), "what stands before it is shown");
    DumpRun json = DumpRun.of(data, "--json");
    assertEquals(1, json.exitCode());
    assertEquals(1, json.count("{\"type\":\"damage\","));
  }

  @Test
  void wrongUseIsExplained() throws IOException {
    DumpRun unknown = DumpRun.of(data, "--type", "puts");
    assertEquals(2, unknown.exitCode());
    assertTrue(unknown.err().contains("no type is called puts; there are: "), unknown.err());
    DumpRun nothing = DumpRun.of(data.resolve("elsewhere"));
    assertEquals(2, nothing.exitCode());
    assertTrue(nothing.err().contains("no such directory"), nothing.err());
    DumpRun help = DumpRun.of(data, "--help");
    assertEquals(0, help.exitCode());
    assertTrue(help.out().contains("How to read it:") && help.out().contains("Exit codes:"));
  }

  private long offsetOf(String row) throws IOException {
    String line =
        DumpRun.of(data).lines().stream()
            .filter(each -> each.replaceAll(" +", " ").contains(row))
            .findFirst()
            .orElseThrow();
    return Long.parseLong(line.strip().split(" ", 2)[0]);
  }

  private void overwrite(long offset, byte[] bytes) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(walDir.resolve(FIRST).toFile(), "rw")) {
      file.seek(offset);
      file.write(bytes);
    }
  }
}
