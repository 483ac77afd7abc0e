package dev.balsa.wal.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * An open file. Positions are in bytes from the start; there is no cursor.
 *
 * <p>After an operation that changes the file has thrown, nothing is known about what is on disk.
 * Least of all may {@link #sync} be tried again: the kernel reports lost bytes once and then
 * forgets them.
 */
public interface DiskFile extends Closeable {

  /** The name under which the file was opened. */
  Path path();

  /** The file's length. */
  long sizeBytes() throws IOException;

  /**
   * Reads until the target is full or the file ends.
   *
   * @return how many bytes were read; 0 at or beyond the end
   */
  int read(ByteBuffer target, long position) throws IOException;

  /** Writes all remaining bytes of the source; extends the file if it is shorter. */
  void write(ByteBuffer source, long position) throws IOException;

  /**
   * Fills a range with zeros that really occupy the disk, so that later writes into it change no
   * metadata and their sync costs no journal commit.
   */
  void preallocate(long from, long to) throws IOException;

  /** Cuts the file, or extends it with zeros that need not occupy the disk. */
  void resize(long sizeBytes) throws IOException;

  /** Makes bytes and length durable (fdatasync). */
  void sync() throws IOException;

  /**
   * Takes the exclusive lock of this file, which is held until the file is closed.
   *
   * @return false if somebody else has it, in this process or another
   */
  boolean tryLock() throws IOException;

  @Override
  void close() throws IOException;
}
