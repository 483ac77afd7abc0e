package dev.balsa.jepsen.sim;

import dev.balsa.wal.disk.Disk;
import dev.balsa.wal.disk.DiskFile;
import dev.balsa.wal.disk.ForwardingDisk;
import dev.balsa.wal.disk.ForwardingFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** A disk whose files may say that they are synced when they are not. */
abstract class LyingDisk extends ForwardingDisk {

  LyingDisk(Disk real) {
    super(real);
  }

  /**
   * Whether a sync is only pretended.
   *
   * @param writtenBytes bytes written to the file since its last real or pretended sync
   */
  abstract boolean pretends(long writtenBytes);

  @Override
  public DiskFile open(Path file, Access access) throws IOException {
    return new LyingFile(super.open(file, access));
  }

  private final class LyingFile extends ForwardingFile {
    private long writtenBytes;

    LyingFile(DiskFile file) {
      super(file);
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
      writtenBytes += source.remaining();
      super.write(source, position);
    }

    @Override
    public void sync() throws IOException {
      long bytes = writtenBytes;
      writtenBytes = 0;
      if (bytes == 0 || !pretends(bytes)) {
        super.sync();
      }
    }
  }
}
