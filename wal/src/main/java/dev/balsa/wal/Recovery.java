package dev.balsa.wal;

import dev.balsa.wal.disk.Disk;
import dev.balsa.wal.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a whole log and makes its last segment ready to be appended to.
 *
 * <p>If the log is damaged, nothing on disk has been changed when the exception is thrown. An
 * unfinished write at the end is cut off, after the segment was copied to {@code <name>.broken}.
 */
final class Recovery {

  private static final int COPY_BYTES = 1 << 18;

  private final Disk disk;
  private final WalConfig config;
  private final List<Segment> segments;
  private final List<String> repairs = new ArrayList<>();
  private final Replay replay;
  private final LogScanner scanner;

  /** Where the log ends in the last segment. */
  private long end;

  private int crcAtEnd;
  private boolean endsInSyncMark;

  Recovery(Disk disk, WalConfig config, List<Segment> segments) {
    this.disk = disk;
    this.config = config;
    this.segments = segments;
    this.replay = new Replay(segments.get(0).name().firstIndex());
    this.scanner = new LogScanner(segments.stream().map(Segment::file).toList());
  }

  void run() throws IOException {
    RecordType lastType = null;
    long lastOffset = 0;
    int crcBeforeLast = 0;
    while (scanner.next()) {
      RecordReader record = scanner.record();
      lastType = record.type();
      lastOffset = record.offset();
      crcBeforeLast = crcAtEnd;
      crcAtEnd = record.crc();
      replay(record);
    }
    end = scanner.end();
    TornTail torn = scanner.torn();
    if (lastType == RecordType.SNAPSHOT && replay.endsInPendingMark()) {
      end = lastOffset;
      crcAtEnd = crcBeforeLast;
      torn = new TornTail(scanner.file().path(), end, "a snapshot mark without its hard state");
    }
    endsInSyncMark = torn == null && lastType == RecordType.CRC;
    checkEnd();
    prepareLast(torn);
  }

  private void replay(RecordReader record) throws WalDamagedException {
    byte[] bytes = record.array();
    int offset = record.dataOffset();
    int length = record.dataLength();
    try {
      switch (record.type()) {
        case ENTRY -> replay.entry(Payloads.entry(bytes, offset, length));
        case STATE -> replay.state(Payloads.state(bytes, offset, length));
        case SNAPSHOT -> replay.snapshot(Payloads.snapshot(bytes, offset, length));
        case METADATA, CRC -> {} // The scanner has looked at them.
      }
    } catch (IllegalArgumentException e) {
      throw scanner.damage(e.getMessage());
    }
  }

  private void checkEnd() throws WalDamagedException {
    try {
      replay.finish();
    } catch (IllegalArgumentException e) {
      throw new WalDamagedException(scanner.file().path(), scanner.end(), e.getMessage());
    }
  }

  /**
   * Cuts what is unfinished and makes everything that was read durable: a process that was killed
   * may have left bytes that are in the kernel's memory only.
   */
  private void prepareLast(TornTail torn) throws IOException {
    Segment last = segments.get(segments.size() - 1);
    DiskFile file = last.file();
    if (torn != null) {
      Path copy = file.path().resolveSibling(last.name().fileName() + ".broken");
      copyTo(file, copy);
      repairs.add(
          "cut "
              + (TailJudge.contentEnd(file, end) - end)
              + " bytes from "
              + file.path()
              + " at byte "
              + end
              + ": "
              + torn.reason()
              + "; the file as it was is "
              + copy);
      file.resize(end);
    }
    if (file.sizeBytes() < config.segmentBytes()) {
      file.resize(config.segmentBytes());
    }
    file.sync();
  }

  private void copyTo(DiskFile from, Path copy) throws IOException {
    if (disk.exists(copy)) {
      disk.delete(copy);
    }
    try (DiskFile to = disk.open(copy, Disk.Access.CREATE)) {
      long bytes = TailJudge.contentEnd(from, end);
      ByteBuffer chunk = ByteBuffer.allocate(COPY_BYTES);
      for (long at = 0; at < bytes; at += COPY_BYTES) {
        chunk.clear().limit((int) Math.min(COPY_BYTES, bytes - at));
        from.read(chunk, at);
        to.write(chunk.flip(), at);
      }
      to.sync();
    }
  }

  Replay replay() {
    return replay;
  }

  byte[] metadata() {
    return scanner.metadata();
  }

  long end() {
    return end;
  }

  /** The running checksum at the end of the log. */
  int crcAtEnd() {
    return crcAtEnd;
  }

  /** Whether the last record already says that all before it is durable. */
  boolean endsInSyncMark() {
    return endsInSyncMark;
  }

  List<String> repairs() {
    return repairs;
  }
}
