package dev.balsa.wal;

import dev.balsa.raft.Entry;
import dev.balsa.raft.HardState;
import dev.balsa.raft.SnapshotMark;
import java.nio.file.Path;

/**
 * One record as it stands in the log, for tools.
 *
 * <p>The methods that read the data as a value throw IllegalArgumentException if it is not
 * well-formed for this type of record.
 *
 * @param type what the record says
 * @param file the segment
 * @param offset where its frame begins, in bytes from the start of the segment
 * @param crc the running checksum that the record carries
 * @param data its data, never modified
 */
public record WalRecord(RecordType type, Path file, long offset, int crc, byte[] data) {

  /** The data of an {@link RecordType#ENTRY}. */
  public Entry entry() {
    return Payloads.entry(data, 0, data.length);
  }

  /** The data of a {@link RecordType#STATE}. */
  public HardState hardState() {
    return Payloads.state(data, 0, data.length);
  }

  /** The data of a {@link RecordType#SNAPSHOT}. */
  public SnapshotMark snapshot() {
    return Payloads.snapshot(data, 0, data.length);
  }

  /** The data of a {@link RecordType#METADATA}. */
  public WalMetadata metadata() {
    return WalMetadata.decode(data);
  }
}
