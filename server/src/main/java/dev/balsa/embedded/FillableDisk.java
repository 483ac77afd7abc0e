package dev.balsa.embedded;

import dev.balsa.wal.disk.Disk;
import dev.balsa.wal.disk.DiskFile;
import dev.balsa.wal.disk.ForwardingDisk;
import dev.balsa.wal.disk.ForwardingFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** A disk that is full as long as somebody says so. Thread-safe. */
final class FillableDisk extends ForwardingDisk {

  private volatile boolean full;

  FillableDisk(Disk disk) {
    super(disk);
  }

  /** Whether every byte more is refused. */
  void full(boolean isFull) {
    full = isFull;
  }

  private void requireRoom() throws IOException {
    if (full) {
      throw new IOException("No space left on device");
    }
  }

  @Override
  public DiskFile open(Path file, Access access) throws IOException {
    if (access == Access.CREATE) {
      requireRoom();
    }
    return new FillableFile(super.open(file, access));
  }

  private final class FillableFile extends ForwardingFile {

    FillableFile(DiskFile file) {
      super(file);
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
      requireRoom();
      super.write(source, position);
    }

    @Override
    public void preallocate(long from, long to) throws IOException {
      requireRoom();
      super.preallocate(from, to);
    }

    @Override
    public void resize(long sizeBytes) throws IOException {
      if (sizeBytes > sizeBytes()) {
        requireRoom();
      }
      super.resize(sizeBytes);
    }
  }
}
