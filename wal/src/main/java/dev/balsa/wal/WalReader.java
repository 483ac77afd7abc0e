package dev.balsa.wal;

import dev.balsa.wal.disk.Disk;
import dev.balsa.wal.disk.DiskFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the records of a log one by one and changes nothing: no lock is taken, no torn tail is cut.
 * Reads any log of etcd's format. Not thread-safe.
 *
 * <p>The log of a running server may be read; its last record may then look torn because it is
 * being written.
 */
public final class WalReader implements Closeable {

  private final List<DiskFile> files;
  private final LogScanner scanner;

  private WalReader(List<DiskFile> files) {
    this.files = files;
    this.scanner = new LogScanner(files);
  }

  /**
   * Opens all segments of a log for reading.
   *
   * @param directory the directory that holds the segments
   * @throws IOException if there is no log, or the disk fails
   * @throws WalDamagedException if a segment is missing in the middle
   */
  public static WalReader open(Disk disk, Path directory) throws IOException {
    List<DiskFile> files = new ArrayList<>();
    try {
      for (SegmentName name : LogDirectory.segments(disk, directory)) {
        files.add(disk.open(directory.resolve(name.fileName()), Disk.Access.READ));
      }
    } catch (IOException e) {
      LogDirectory.closeAll(files);
      throw e;
    }
    return new WalReader(files);
  }

  /** The segments, in order. */
  public List<Path> segments() {
    return files.stream().map(DiskFile::path).toList();
  }

  /**
   * The next record.
   *
   * @return null at the end of the log; then {@link #torn} tells how it ends
   * @throws WalDamagedException if the log is damaged here
   */
  public WalRecord next() throws IOException {
    if (!scanner.next()) {
      return null;
    }
    return new WalRecord(
        scanner.type(),
        scanner.file().path(),
        scanner.record().offset(),
        scanner.record().crc(),
        scanner.data());
  }

  /** The unfinished write at the end of the log, or null; known after {@link #next} gave null. */
  public TornTail torn() {
    return scanner.torn();
  }

  @Override
  public void close() throws IOException {
    LogDirectory.closeAll(files);
  }
}
