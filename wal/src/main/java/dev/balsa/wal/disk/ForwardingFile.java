package dev.balsa.wal.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Objects;

/** A file that leaves everything to another one; see {@link ForwardingDisk}. */
public abstract class ForwardingFile implements DiskFile {

  private final DiskFile file;

  /** Over that file, which is closed with this one. */
  protected ForwardingFile(DiskFile file) {
    this.file = Objects.requireNonNull(file);
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
