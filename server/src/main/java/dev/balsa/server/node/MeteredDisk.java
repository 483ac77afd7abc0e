package dev.balsa.server.node;

import dev.balsa.server.env.Clock;
import dev.balsa.server.metrics.DiskMetrics;
import dev.balsa.wal.disk.Disk;
import dev.balsa.wal.disk.DiskFile;
import dev.balsa.wal.disk.ForwardingDisk;
import dev.balsa.wal.disk.ForwardingFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** The disk under the log, with a look at how long it takes to write and to sync. */
final class MeteredDisk extends ForwardingDisk {

  private static final double NANOS_PER_SECOND = 1e9;

  private final Clock clock;
  private final DiskMetrics metrics;

  MeteredDisk(Disk disk, Clock clock, DiskMetrics metrics) {
    super(disk);
    this.clock = clock;
    this.metrics = metrics;
  }

  @Override
  public DiskFile open(Path file, Access access) throws IOException {
    return new MeteredFile(super.open(file, access));
  }

  private double secondsSince(long beganNanos) {
    return (clock.nanoTime() - beganNanos) / NANOS_PER_SECOND;
  }

  private final class MeteredFile extends ForwardingFile {

    MeteredFile(DiskFile file) {
      super(file);
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
      long began = clock.nanoTime();
      super.write(source, position);
      metrics.walWriteSeconds.observe(secondsSince(began));
    }

    @Override
    public void sync() throws IOException {
      long began = clock.nanoTime();
      super.sync();
      metrics.walFsyncSeconds.observe(secondsSince(began));
    }
  }
}
