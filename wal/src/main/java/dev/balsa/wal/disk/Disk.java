package dev.balsa.wal.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The file system as the log sees it: the one door to everything that survives a crash.
 *
 * <p>Promise: what was synced is there after a crash. That holds for a file's bytes after {@link
 * DiskFile#sync}, and for names (created, renamed, deleted) only after {@link #syncDirectory} of
 * the directory that holds them; syncing a file says nothing about its name.
 *
 * <p>{@link FileDisk} is the real one. Its wicked double for tests, {@code SimulatedDisk}, loses
 * everything that this contract allows to be lost.
 *
 * <p>Thread-safety: a disk may be shared; one file belongs to one thread at a time.
 */
public interface Disk {

  /** What a file is opened for. */
  enum Access {
    /** An existing file, never changed. */
    READ,
    /** An existing file, read and written. */
    WRITE,
    /** A new, empty file, read and written; it is an error if the name exists. */
    CREATE
  }

  /**
   * Opens a file.
   *
   * @throws java.nio.file.NoSuchFileException if it should exist and does not
   * @throws java.nio.file.FileAlreadyExistsException if it should be new and is not
   */
  DiskFile open(Path file, Access access) throws IOException;

  /** Whether a file or directory of this name exists. */
  boolean exists(Path path) throws IOException;

  /** The names in a directory, sorted. */
  List<String> list(Path directory) throws IOException;

  /** Creates a directory and those above it, where they are missing. */
  void createDirectories(Path directory) throws IOException;

  /** Renames a file or directory in one step; replaces a file or an empty directory. */
  void rename(Path from, Path to) throws IOException;

  /** Removes a file or an empty directory. */
  void delete(Path path) throws IOException;

  /** Makes the names in a directory durable. */
  void syncDirectory(Path directory) throws IOException;
}
