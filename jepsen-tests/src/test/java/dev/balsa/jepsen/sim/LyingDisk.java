package dev.balsa.jepsen.sim;

import dev.balsa.wal.disk.Disk;
import dev.balsa.wal.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/** A disk whose files may say that they are synced when they are not. */
abstract class LyingDisk implements Disk {

  private final Disk real;

  LyingDisk(Disk real) {
    this.real = real;
  }

  /**
   * Whether a sync is only pretended.
   *
   * @param writtenBytes bytes written to the file since its last real or pretended sync
   */
  abstract boolean pretends(long writtenBytes);

  @Override
  public DiskFile open(Path file, Access access) throws IOException {
    return new LyingFile(real.open(file, access));
  }

  @Override
  public boolean exists(Path path) throws IOException {
    return real.exists(path);
  }

  @Override
  public List<String> list(Path directory) throws IOException {
    return real.list(directory);
  }

  @Override
  public void createDirectories(Path directory) throws IOException {
    real.createDirectories(directory);
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    real.rename(from, to);
  }

  @Override
  public void delete(Path path) throws IOException {
    real.delete(path);
  }

  @Override
  public void syncDirectory(Path directory) throws IOException {
    real.syncDirectory(directory);
  }

  private final class LyingFile implements DiskFile {
    private final DiskFile file;
    private long writtenBytes;

    LyingFile(DiskFile file) {
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
      writtenBytes += source.remaining();
      file.write(source, position);
    }

    @Override
    public void preallocate(long from, long to) throws IOException {
      file.preallocate(from, to);
    }

    @Override
    public void resize(long sizeBytes) throws IOException {
      file.resize(sizeBytes);
    }

    @Override
    public void sync() throws IOException {
      long bytes = writtenBytes;
      writtenBytes = 0;
      if (bytes == 0 || !pretends(bytes)) {
        file.sync();
      }
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
