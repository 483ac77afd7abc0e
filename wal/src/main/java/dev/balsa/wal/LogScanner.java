package dev.balsa.wal;

import dev.balsa.wal.disk.DiskFile;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * Walks the records of all segments in order and checks what holds for every log: each segment
 * begins with a crc record that continues the checksum of the one before, then the metadata, which
 * is the same everywhere; only the last segment may end in an unfinished write.
 */
final class LogScanner {

  private final List<DiskFile> segments;
  private final RollingCrc crc = new RollingCrc();
  private int current = -1;
  private RecordReader reader;
  private int recordsInSegment;
  private byte[] metadata;
  private TornTail torn;

  /** A scan over open segments, of which there is at least one. */
  LogScanner(List<DiskFile> segments) {
    this.segments = segments;
  }

  /**
   * Moves to the next record.
   *
   * @return false at the end of the log, clean or torn
   * @throws WalDamagedException if the log is damaged here
   */
  boolean next() throws IOException {
    while (reader != null || openNext()) {
      RecordReader.Outcome outcome = reader.next(crc);
      if (outcome == RecordReader.Outcome.RECORD) {
        check();
        recordsInSegment++;
        return true;
      }
      String problem =
          outcome == RecordReader.Outcome.END ? "no record begins here" : reader.problem();
      if (isLast()) {
        endLast(problem);
        return false;
      }
      endOther(outcome, problem);
      reader = null;
    }
    return false;
  }

  private boolean openNext() throws IOException {
    current++;
    recordsInSegment = 0;
    reader = new RecordReader(segments.get(current));
    return true;
  }

  private void check() throws WalDamagedException {
    RecordType type = reader.type();
    if (recordsInSegment == 0 && type != RecordType.CRC) {
      throw damage("a segment that does not begin with a checksum");
    }
    if (recordsInSegment == 1 && type != RecordType.METADATA) {
      throw damage("a segment without metadata at its head");
    }
    if (type == RecordType.CRC) {
      checkHandover();
    } else if (type == RecordType.METADATA) {
      checkMetadata();
    }
  }

  private void checkHandover() throws WalDamagedException {
    boolean first = current == 0 && recordsInSegment == 0;
    if (!first && crc.value() != reader.crc()) {
      throw damage(
          recordsInSegment > 0
              ? "a sync mark does not fit the checksum of what precedes it"
              : "the checksum does not continue that of the segment before");
    }
    crc.seed(reader.crc());
  }

  private void checkMetadata() throws WalDamagedException {
    byte[] found = data();
    if (metadata != null && !Arrays.equals(metadata, found)) {
      throw damage("metadata differs from what the log began with");
    }
    metadata = found;
  }

  private void endLast(String problem) throws IOException {
    torn = TailJudge.judge(file(), reader.end(), problem);
    if (recordsInSegment < 2) {
      throw new WalDamagedException(file().path(), reader.end(), "a segment without a whole head");
    }
  }

  private void endOther(RecordReader.Outcome outcome, String problem) throws IOException {
    boolean clean =
        outcome == RecordReader.Outcome.END
            && TailJudge.contentEnd(file(), reader.end()) == reader.end();
    if (!clean) {
      throw new WalDamagedException(file().path(), reader.end(), problem);
    }
  }

  WalDamagedException damage(String reason) {
    return new WalDamagedException(file().path(), reader.offset(), reason);
  }

  RecordType type() {
    return reader.type();
  }

  /** The current record and its data, in the buffer of the reader. */
  RecordReader record() {
    return reader;
  }

  /** A copy of the current record's data. */
  byte[] data() {
    int from = reader.dataOffset();
    return Arrays.copyOfRange(reader.array(), from, from + reader.dataLength());
  }

  /** The segment of the current record. */
  DiskFile file() {
    return segments.get(current);
  }

  boolean isLast() {
    return current == segments.size() - 1;
  }

  /** What every metadata record of the log says. */
  byte[] metadata() {
    return metadata;
  }

  /** Where the log ends in the last segment, after the scan. */
  long end() {
    return reader.end();
  }

  /** The unfinished write at the end, or null; after the scan. */
  TornTail torn() {
    return torn;
  }
}
