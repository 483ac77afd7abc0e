package dev.balsa.wal.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * A disk that leaves everything to another one: what a disk that measures, refuses or breaks begins
 * with, so that it says only what it does differently. As thread-safe as the other.
 */
public abstract class ForwardingDisk implements Disk {

  private final Disk disk;

  /** Over that disk. */
  protected ForwardingDisk(Disk disk) {
    this.disk = Objects.requireNonNull(disk);
  }

  @Override
  public DiskFile open(Path file, Access access) throws IOException {
    return disk.open(file, access);
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
}
