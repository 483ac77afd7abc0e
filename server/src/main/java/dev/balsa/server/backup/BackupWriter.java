package dev.balsa.server.backup;

import dev.balsa.wal.disk.Disk;
import dev.balsa.wal.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * One backup on its way to the disk, a bounded step at a time: the bbolt file, its SHA-256, sync,
 * and then its name. Whoever finds a file of that name finds it whole.
 */
final class BackupWriter implements AutoCloseable {

  private static final int BUFFER_BYTES = 256 << 10;
  private static final int RECORDS_A_STEP = 20_000;

  private final Disk disk;
  private final Path target;
  private final Path unfinished;
  private final StateFile state;
  private final MessageDigest sha256;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private DiskFile file;
  private long position;
  private boolean measured;

  BackupWriter(Disk disk, Path target, StateFile state) {
    this.disk = disk;
    this.target = target;
    this.unfinished = target.resolveSibling(target.getFileName() + BackupName.UNFINISHED);
    this.state = state;
    try {
      this.sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256, which every Java must have", e);
    }
  }

  /** Does some more; false when the backup is there, durably. */
  boolean step() throws IOException {
    if (!measured) {
      measured = !state.measure(RECORDS_A_STEP);
      return true;
    }
    if (file == null) {
      file = disk.open(unfinished, Disk.Access.CREATE);
    }
    int count = state.read(buffer);
    if (count > 0) {
      sha256.update(buffer, 0, count);
      write(ByteBuffer.wrap(buffer, 0, count));
      return true;
    }
    write(ByteBuffer.wrap(sha256.digest()));
    file.sync();
    file.close();
    disk.rename(unfinished, target);
    disk.syncDirectory(target.getParent());
    return false;
  }

  private void write(ByteBuffer bytes) throws IOException {
    int count = bytes.remaining();
    file.write(bytes, position);
    position += count;
  }

  /** What was written so far, or in all. */
  long sizeBytes() {
    return position;
  }

  /** Gives up: what is unfinished goes, as far as the disk lets it. */
  void abandon() throws IOException {
    if (file != null) {
      file.close();
      disk.delete(unfinished);
    }
  }

  /** Lets go of the state. */
  @Override
  public void close() {
    state.close();
  }
}
