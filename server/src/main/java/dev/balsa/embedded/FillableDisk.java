package dev.balsa.embedded;

import dev.balsa.wal.disk.Disk;
import dev.balsa.wal.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/** A disk that is full as long as somebody says so. Thread-safe. */
final class FillableDisk implements Disk {

  private final Disk disk;
  private volatile boolean full;

  FillableDisk(Disk disk) {
    this.disk = disk;
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
    return new File(disk.open(file, access));
  }

  @Override
  public boolean exists(Path path) throws IOException {
    return disk.exists(path);
  }

  @Override
  public List<String> list(Path directory) throws IOException {
    return disk.list(directory);
  }

  @Override
  public void createDirectories(Path directory) throws IOException {
    disk.createDirectories(directory);
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    disk.rename(from, to);
  }

  @Override
  public void delete(Path path) throws IOException {
    disk.delete(path);
  }

  @Override
  public void syncDirectory(Path directory) throws IOException {
    disk.syncDirectory(directory);
  }

  private final class File implements DiskFile {
    private final DiskFile file;

    private File(DiskFile file) {
      this.file = file;
    }

    @Override
    public Path path() {
      return file.path();
    }

    @Override
    public long sizeBytes() throws IOException {
      return file.sizeBytes();
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      return file.read(target, position);
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
      requireRoom();
      file.write(source, position);
    }

    @Override
    public void preallocate(long from, long to) throws IOException {
      requireRoom();
      file.preallocate(from, to);
    }

    @Override
    public void resize(long sizeBytes) throws IOException {
      if (sizeBytes > file.sizeBytes()) {
        requireRoom();
      }
      file.resize(sizeBytes);
    }

    @Override
    public void sync() throws IOException {
      file.sync();
    }

    @Override
    public boolean tryLock() throws IOException {
      return file.tryLock();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
