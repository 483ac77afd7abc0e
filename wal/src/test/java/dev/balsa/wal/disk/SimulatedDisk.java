package dev.balsa.wal.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A disk in memory that does everything to its user that {@link Disk} allows, decided by a seeded
 * random generator, so that a run can be repeated.
 *
 * <pre>
 *   SimulatedDisk disk = new SimulatedDisk(new SplittableRandom(seed));
 *   disk.crashAt(17);                     // the 17th change of the disk from now
 *   try { workload(disk); } catch (SimulatedCrash e) { ... }
 *   disk.restart();                       // bytes and names that were not synced may be gone
 *   check(Wal.open(disk, ...));
 * </pre>
 *
 * <ul>
 *   <li>A crash keeps of each file any set of the sectors changed since its last sync, and of each
 *       directory the first so many of the changes to its names since its last sync.
 *   <li>A failed sync drops bytes for good, though they can be read until the crash.
 *   <li>{@link #capacityBytes} makes it full, {@link #flipBit} lets it rot, {@link #failAt} fails
 *       an operation once, {@link #readOnly} refuses every change.
 * </ul>
 *
 * <p>Every call that changes the disk is one operation and is counted. Not thread-safe.
 */
public final class SimulatedDisk implements Disk {

  private static final long NEVER = Long.MAX_VALUE;

  private final RandomGenerator random;
  private final NameTree names = new NameTree();
  private final List<FileContent> contents = new ArrayList<>();
  private long operations;
  private long syncs;
  private long writes;
  private long crashAt = NEVER;
  private long failAt = NEVER;
  private long capacityBytes = NEVER;
  private boolean readOnly;
  private boolean crashed;
  private int life;

  /** An empty disk whose misfortunes are drawn from {@code random}. */
  public SimulatedDisk(RandomGenerator random) {
    this.random = random;
  }

  /** How many operations have changed the disk. */
  public long operations() {
    return operations;
  }

  /** How many syncs of files there were. */
  public long syncs() {
    return syncs;
  }

  /** How many calls have written bytes. */
  public long writes() {
    return writes;
  }

  /** Lets the machine stop in the {@code nth} operation from now; 1 is the next one. */
  public void crashAt(long nth) {
    crashAt = operations + nth;
  }

  /** Lets the {@code nth} operation from now fail with an IOException; 1 is the next one. */
  public void failAt(long nth) {
    failAt = operations + nth;
  }

  /** From now on the files together may not occupy more than this. */
  public void capacityBytes(long bytes) {
    capacityBytes = bytes;
  }

  /** What a kernel makes of a disk that it no longer trusts; until somebody mounts it anew. */
  public void readOnly(boolean isSo) {
    readOnly = isSo;
  }

  /** Flips one bit of a file where it lies; bit 0 is the lowest of the first byte. */
  public void flipBit(Path file, long bit) throws IOException {
    names.file(file).flipBit(bit);
  }

  /** Stops the machine now. */
  public void crash() {
    if (!crashed) {
      crashed = true;
      names.crash(random);
      contents.forEach(content -> content.crash(random));
    }
  }

  /** Whether the machine has stopped. */
  public boolean crashed() {
    return crashed;
  }

  /** Starts the machine after a crash; every handle of before is closed. */
  public void restart() {
    crash();
    crashed = false;
    crashAt = NEVER;
    failAt = NEVER;
    life++;
  }

  /**
   * Whether a failed sync has dropped bytes that can still be read: a program that starts now would
   * take for durable what is not, so the machine should be restarted first.
   */
  public boolean deceives() {
    return contents.stream().anyMatch(FileContent::hasDropped);
  }

  /**
   * Ends the program that uses the disk, and not the machine: every handle is closed, nothing is
   * lost that was written, and what was not synced still is not.
   */
  public void kill() {
    checkRunning();
    contents.forEach(FileContent::unlock);
    life++;
  }

  @Override
  public DiskFile open(Path file, Access access) throws IOException {
    checkRunning();
    FileContent content;
    if (access == Access.CREATE) {
      beforeChange("create " + file);
      content = new FileContent();
      names.create(file, content);
      contents.add(content);
    } else {
      content = names.file(file);
    }
    return new SimulatedFile(this, file, content, access != Access.READ, life);
  }

  @Override
  public boolean exists(Path path) {
    checkRunning();
    return names.exists(path);
  }

  @Override
  public List<String> list(Path directory) throws IOException {
    checkRunning();
    return names.list(directory);
  }

  @Override
  public void createDirectories(Path directory) throws IOException {
    Path parent = directory.toAbsolutePath().getParent();
    if (parent != null && !exists(parent)) {
      createDirectories(parent);
    }
    if (!exists(directory)) {
      beforeChange("create directory " + directory);
      names.createDirectory(directory);
    }
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    beforeChange("rename " + from + " to " + to);
    names.rename(from, to);
  }

  @Override
  public void delete(Path path) throws IOException {
    beforeChange("delete " + path);
    names.delete(path);
  }

  @Override
  public void syncDirectory(Path directory) throws IOException {
    beforeChange("sync directory " + directory);
    names.sync(directory);
  }

  void write(String operation, FileContent content, ByteBuffer source, long position)
      throws IOException {
    checkRunning();
    writes++;
    if (operations + 1 == crashAt) {
      // What was being written may be on the platter in part, like anything that is not synced.
      content.write(source, position);
    }
    beforeChange(operation);
    if (capacityBytes != NEVER
        && occupiedBytes() + content.growth(position, source.remaining()) > capacityBytes) {
      throw new IOException("No space left on device");
    }
    content.write(source, position);
  }

  void sync(Path path, FileContent content) throws IOException {
    syncs++;
    try {
      beforeChange("sync " + path);
    } catch (IOException e) {
      content.failSync(random);
      throw e;
    }
    content.sync();
  }

  void beforeRead(Path path) {
    if (crashed) {
      throw new SimulatedCrash("read " + path);
    }
  }

  void beforeChange(String operation) throws IOException {
    checkRunning();
    operations++;
    if (operations == crashAt) {
      crash();
      throw new SimulatedCrash(operation);
    }
    if (operations == failAt) {
      throw new IOException("Input/output error: " + operation);
    }
    if (readOnly) {
      throw new IOException("Read-only file system: " + operation);
    }
  }

  void checkRunning() {
    if (crashed) {
      throw new SimulatedCrash("the machine does not run");
    }
  }

  int life() {
    return life;
  }

  private long occupiedBytes() {
    return contents.stream().mapToLong(FileContent::occupiedBytes).sum();
  }

  /** What the tree of names throws, so that the double fails as the real disk does. */
  static IOException missing(Path path) {
    return new NoSuchFileException(path.toString());
  }

  static IOException taken(Path path) {
    return new FileAlreadyExistsException(path.toString());
  }

  static IOException notEmpty(Path path) {
    return new DirectoryNotEmptyException(path.toString());
  }
}
