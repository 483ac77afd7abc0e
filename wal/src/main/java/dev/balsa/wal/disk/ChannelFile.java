package dev.balsa.wal.disk;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;

/** A file of the operating system. */
final class ChannelFile implements DiskFile {

  private static final int ZERO_BYTES_AT_ONCE = 1 << 16;

  private final Path path;
  private final FileChannel channel;
  private ByteBuffer zeros;

  ChannelFile(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  @Override
  public Path path() {
    return path;
  }

  @Override
  public long sizeBytes() throws IOException {
    return channel.size();
  }

  @Override
  public int read(ByteBuffer target, long position) throws IOException {
    int total = 0;
    while (target.hasRemaining()) {
      int count = channel.read(target, position + total);
      if (count < 0) {
        break;
      }
      total += count;
    }
    return total;
  }

  @Override
  public void write(ByteBuffer source, long position) throws IOException {
    long at = position;
    while (source.hasRemaining()) {
      int count = channel.write(source, at);
      if (count <= 0) {
        throw new EOFException(path + ": the disk takes no more bytes at " + at);
      }
      at += count;
    }
  }

  @Override
  public void preallocate(long from, long to) throws IOException {
    if (zeros == null) {
      zeros = ByteBuffer.allocateDirect(ZERO_BYTES_AT_ONCE);
    }
    for (long at = from; at < to; at += ZERO_BYTES_AT_ONCE) {
      zeros.clear().limit((int) Math.min(ZERO_BYTES_AT_ONCE, to - at));
      write(zeros, at);
    }
  }

  @Override
  public void resize(long sizeBytes) throws IOException {
    long size = channel.size();
    if (sizeBytes < size) {
      channel.truncate(sizeBytes);
    } else if (sizeBytes > size) {
      write(ByteBuffer.allocate(1), sizeBytes - 1);
    }
  }

  @Override
  public void sync() throws IOException {
    channel.force(false);
  }

  @Override
  public boolean tryLock() throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false; // Held by another handle of this very process.
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
