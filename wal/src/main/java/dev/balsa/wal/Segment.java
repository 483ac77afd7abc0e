package dev.balsa.wal;

import dev.balsa.wal.disk.Disk;
import dev.balsa.wal.disk.DiskFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A segment, open and locked. */
record Segment(SegmentName name, DiskFile file) implements Closeable {

  /** Opens and locks all segments of a log, oldest first; either all or none. */
  static List<Segment> openAll(Disk disk, Path directory) throws IOException {
    List<Segment> segments = new ArrayList<>();
    try {
      for (SegmentName name : LogDirectory.segments(disk, directory)) {
        Path path = directory.resolve(name.fileName());
        DiskFile file = disk.open(path, Disk.Access.WRITE);
        segments.add(new Segment(name, file));
        if (!file.tryLock()) {
          throw new WalLockedException(path);
        }
      }
    } catch (IOException e) {
      LogDirectory.closeAll(segments);
      throw e;
    }
    return segments;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
