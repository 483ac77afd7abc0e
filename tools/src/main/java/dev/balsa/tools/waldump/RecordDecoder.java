package dev.balsa.tools.waldump;

import com.google.protobuf.ByteString;
import dev.balsa.raft.Entry;
import dev.balsa.raft.HardState;
import dev.balsa.raft.Members;
import dev.balsa.raft.SnapshotMark;
import dev.balsa.wal.WalMetadata;
import dev.balsa.wal.WalRecord;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Records as lines. */
final class RecordDecoder {

  private RecordDecoder() {}

  /**
   * Decodes a record.
   *
   * @throws IllegalArgumentException if its data is not what its type promises
   */
  static Line decode(WalRecord record) {
    return switch (record.type()) {
      case METADATA -> metadata(record);
      case ENTRY -> entry(record);
      case STATE -> state(record);
      case SNAPSHOT -> snapshot(record);
      case CRC ->
          new Line(
              record, List.of("crc"), 0, 0, Map.of("running", String.format("%08x", record.crc())));
    };
  }

  private static Line metadata(WalRecord record) {
    Map<String, Object> content = new LinkedHashMap<>();
    WalMetadata metadata = record.metadata();
    content.put("member", new Id(metadata.nodeId()));
    content.put("cluster", new Id(metadata.clusterId()));
    return new Line(record, List.of("metadata"), 0, 0, content);
  }

  private static Line entry(WalRecord record) {
    Entry entry = record.entry();
    EntryDecoder.Decoded decoded = EntryDecoder.decode(entry);
    String type = EntryDecoder.dashed(entry.type().name());
    List<String> labels =
        decoded.kind().equals(type)
            ? List.of("entry", type)
            : List.of("entry", type, decoded.kind());
    return new Line(record, labels, entry.term(), entry.index(), decoded.content());
  }

  private static Line state(WalRecord record) {
    HardState state = record.hardState();
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("vote", new Id(state.vote()));
    content.put("commit", state.commit());
    return new Line(record, List.of("state"), state.term(), 0, content);
  }

  private static Line snapshot(WalRecord record) {
    SnapshotMark mark = record.snapshot();
    Members members = mark.members();
    Map<String, Object> content = new LinkedHashMap<>();
    putIds(content, "voters", members.voters());
    putIds(content, "learners", members.learners());
    putIds(content, "votersOutgoing", members.votersOutgoing());
    putIds(content, "learnersNext", members.learnersNext());
    if (members.autoLeave()) {
      content.put("autoLeave", true);
    }
    return new Line(record, List.of("snapshot"), mark.term(), mark.index(), content);
  }

  private static void putIds(Map<String, Object> content, String name, List<Long> ids) {
    if (!ids.isEmpty()) {
      content.put(name, ids.stream().map(Id::new).toList());
    }
  }

  /** A record whose data cannot be read, as bytes. */
  static Line undecoded(WalRecord record) {
    String type = EntryDecoder.dashed(record.type().name());
    return new Line(
        record, List.of(type), 0, 0, Map.of("data", ByteString.copyFrom(record.data())));
  }
}
