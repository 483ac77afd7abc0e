package dev.balsa.server.node;

import dev.balsa.server.env.Clock;
import dev.balsa.server.metrics.DiskMetrics;
import dev.balsa.wal.disk.Disk;
import dev.balsa.wal.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/** The disk under the log, with a look at how long it takes to write and to sync. */
final class MeteredDisk implements Disk {

  private static final double NANOS_PER_SECOND = 1e9;

  private final Disk disk;
  private final Clock clock;
  private final DiskMetrics metrics;

  MeteredDisk(Disk disk, Clock clock, DiskMetrics metrics) {
    this.disk = disk;
    this.clock = clock;
    this.metrics = metrics;
  }

  @Override
  public DiskFile open(Path file, Access access) throws IOException {
    return new MeteredFile(disk.open(file, access));
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

  private double secondsSince(long beganNanos) {
    return (clock.nanoTime() - beganNanos) / NANOS_PER_SECOND;
  }

  private final class MeteredFile implements DiskFile {

    private final DiskFile file;

    MeteredFile(DiskFile file) {
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
      long began = clock.nanoTime();
      file.write(source, position);
      metrics.walWriteSeconds.observe(secondsSince(began));
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
      long began = clock.nanoTime();
      file.sync();
      metrics.walFsyncSeconds.observe(secondsSince(began));
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
