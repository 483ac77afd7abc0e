package dev.balsa.server.store;

import dev.balsa.wal.disk.Disk;
import dev.balsa.wal.disk.DiskFile;
import dev.balsa.wal.disk.FileDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/**
 * The real disk, on which the process is killed before a chosen operation: that one throws, and all
 * after it. Also one that has no space left.
 */
final class FailingDisk implements Disk {

  /** The process is gone. */
  static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private final Disk real = new FileDisk();

  /** Operations that still succeed. */
  private long left;

  private long done;
  private boolean full;

  FailingDisk(long left) {
    this.left = left;
  }

  /** How many operations have succeeded. */
  long done() {
    return done;
  }

  void killAfter(long operations) {
    left = operations;
  }

  void fillUp() {
    full = true;
  }

  private void step() {
    if (left == 0) {
      throw new Killed();
    }
    left--;
    done++;
  }

  @Override
  public DiskFile open(Path file, Access access) throws IOException {
    step();
    return new File(real.open(file, access));
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
    step();
    real.createDirectories(directory);
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    step();
    real.rename(from, to);
  }

  @Override
  public void delete(Path path) throws IOException {
    step();
    real.delete(path);
  }

  @Override
  public void syncDirectory(Path directory) throws IOException {
    step();
    real.syncDirectory(directory);
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
      if (full) {
        throw new IOException("No space left on device");
      }
      step();
      file.write(source, position);
    }

    @Override
    public void preallocate(long from, long to) throws IOException {
      step();
      file.preallocate(from, to);
    }

    @Override
    public void resize(long sizeBytes) throws IOException {
      step();
      file.resize(sizeBytes);
    }

    @Override
    public void sync() throws IOException {
      step();
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
