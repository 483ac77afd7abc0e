package dev.balsa.wal.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** A handle of a file on the simulated disk. */
final class SimulatedFile implements DiskFile {

  private final SimulatedDisk disk;
  private final Path path;
  private final FileContent content;
  private final boolean writable;

  /** Handles of an earlier life of the machine are dead. */
  private final int life;

  private boolean closed;

  SimulatedFile(SimulatedDisk disk, Path path, FileContent content, boolean writable, int life) {
    this.disk = disk;
    this.path = path;
    this.content = content;
    this.writable = writable;
    this.life = life;
  }

  @Override
  public Path path() {
    return path;
  }

  @Override
  public long sizeBytes() throws IOException {
    checkOpen();
    return content.sizeBytes();
  }

  @Override
  public int read(ByteBuffer target, long position) throws IOException {
    checkOpen();
    disk.beforeRead(path);
    return content.read(target, position);
  }

  @Override
  public void write(ByteBuffer source, long position) throws IOException {
    checkWritable();
    disk.write("write " + path, content, source, position);
  }

  @Override
  public void preallocate(long from, long to) throws IOException {
    checkWritable();
    disk.write("preallocate " + path, content, ByteBuffer.allocate((int) (to - from)), from);
  }

  @Override
  public void resize(long sizeBytes) throws IOException {
    checkWritable();
    disk.beforeChange("resize " + path);
    content.resize(sizeBytes);
  }

  @Override
  public void sync() throws IOException {
    checkOpen();
    disk.sync(path, content);
  }

  @Override
  public boolean tryLock() throws IOException {
    checkOpen();
    return content.lock(this);
  }

  @Override
  public void close() {
    closed = true;
    content.unlock(this);
  }

  private void checkWritable() throws IOException {
    checkOpen();
    if (!writable) {
      throw new IOException(path + " was opened for reading");
    }
  }

  private void checkOpen() throws IOException {
    disk.checkRunning();
    if (closed || life != disk.life()) {
      throw new IOException(path + " is closed");
    }
  }
}
