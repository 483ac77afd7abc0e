package dev.balsa.wal;

import dev.balsa.wal.disk.Disk;
import dev.balsa.wal.disk.DiskFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Lets zeros on disk run ahead of the writes, through the current segment into the next one.
 *
 * <p>Writing into zeros that are already on disk changes no metadata, which makes a sync several
 * times cheaper. The work is done in steps between batches, so that no batch waits for a whole
 * segment; a log that hardly grows never touches the rest of its 64 MB.
 *
 * <pre>
 *   current segment                        next segment (0.tmp, 1.tmp, 0.tmp, ...)
 *   |#########|00000000000000000000000|    |00000000|...................|
 *         position                               ahead
 * </pre>
 */
final class SegmentAllocator implements Closeable {

  private static final long STEP_BYTES = 1 << 20;

  private final Disk disk;
  private final Path directory;
  private final WalConfig config;

  private DiskFile current;
  private long sequence;

  /** Up to here the current segment's zeros are on disk, or something was written. */
  private long currentBytes;

  private DiskFile next;
  private long nextBytes;

  SegmentAllocator(Disk disk, Path directory, WalConfig config) {
    this.disk = disk;
    this.directory = directory;
    this.config = config;
  }

  /** Starts to run ahead in a segment of which nothing behind {@code position} is allocated. */
  void startIn(DiskFile segment, long segmentSequence, long position) {
    current = segment;
    sequence = segmentSequence;
    currentBytes = position;
  }

  /**
   * Does one step.
   *
   * @param position where the next record will be written
   * @return how much was done; 0 if the zeros are far enough ahead
   */
  int doWork(long position) throws IOException {
    currentBytes = Math.max(currentBytes, position);
    long target = position + config.allocateAheadBytes();
    if (isDue(currentBytes, target)) {
      currentBytes = step(current, currentBytes, Math.min(target, config.segmentBytes()));
      return 1;
    }
    long targetInNext = Math.min(target - config.segmentBytes(), config.segmentBytes());
    if (targetInNext <= 0) {
      return 0;
    }
    if (next == null) {
      createNext();
      return 1;
    }
    if (isDue(nextBytes, targetInNext)) {
      nextBytes = step(next, nextBytes, targetInNext);
      return 1;
    }
    return 0;
  }

  /** Only whole steps are worth their sync; the end of a segment is reached by a shorter one. */
  private boolean isDue(long allocated, long target) {
    long missing = Math.min(target, config.segmentBytes()) - allocated;
    return missing >= STEP_BYTES || (missing > 0 && target >= config.segmentBytes());
  }

  private long step(DiskFile file, long from, long limit) throws IOException {
    long to = Math.min(from + STEP_BYTES, limit);
    file.preallocate(from, to);
    if (!config.unsafeNoSync()) {
      file.sync();
    }
    return to;
  }

  private void createNext() throws IOException {
    next = disk.open(nextPath(), Disk.Access.CREATE);
    next.resize(config.segmentBytes());
    if (!next.tryLock()) {
      throw new WalLockedException(nextPath());
    }
    nextBytes = 0;
  }

  /** The file that becomes the next segment, under its temporary name. */
  DiskFile next() throws IOException {
    if (next == null) {
      createNext();
    }
    return next;
  }

  Path nextPath() {
    return LogDirectory.preparedFile(directory, sequence + 1);
  }

  /** The next segment has got its name and is the current one from now on. */
  void advance() {
    current = next;
    sequence++;
    currentBytes = nextBytes;
    next = null;
  }

  @Override
  public void close() throws IOException {
    if (next != null) {
      next.close();
      disk.delete(nextPath());
      next = null;
    }
  }
}
