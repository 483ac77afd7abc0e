package dev.balsa.server.store;

import dev.balsa.wal.disk.DiskFile;
import dev.balsa.wal.disk.FileDisk;
import dev.balsa.wal.disk.ForwardingDisk;
import dev.balsa.wal.disk.ForwardingFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * The real disk, on which the process is killed before a chosen operation: that one throws, and all
 * after it. Also one that has no space left.
 */
final class FailingDisk extends ForwardingDisk {

  /** The process is gone. */
  static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Operations that still succeed. */
  private long left;

  private long done;
  private boolean full;

  FailingDisk(long left) {
    super(new FileDisk());
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
    return new FailingFile(super.open(file, access));
  }

  @Override
  public void createDirectories(Path directory) throws IOException {
    step();
    super.createDirectories(directory);
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    step();
    super.rename(from, to);
  }

  @Override
  public void delete(Path path) throws IOException {
    step();
    super.delete(path);
  }

  @Override
  public void syncDirectory(Path directory) throws IOException {
    step();
    super.syncDirectory(directory);
  }

  private final class FailingFile extends ForwardingFile {

    FailingFile(DiskFile file) {
      super(file);
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
      if (full) {
        throw new IOException("No space left on device");
      }
      step();
      super.write(source, position);
    }

    @Override
    public void preallocate(long from, long to) throws IOException {
      step();
      super.preallocate(from, to);
    }

    @Override
    public void resize(long sizeBytes) throws IOException {
      step();
      super.resize(sizeBytes);
    }

    @Override
    public void sync() throws IOException {
      step();
      super.sync();
    }
  }
}
