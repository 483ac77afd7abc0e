package dev.balsa.wal.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The operating system's disk.
 *
 * <p>Directories are created for the owner alone (0700), files too (0600). Locks are those of the
 * operating system: a lock taken here keeps out another process, an etcd included. They belong to
 * the process, so closing any other handle of a locked file in the same JVM gives its lock away;
 * who holds a lock reads through the handle that holds it.
 *
 * <p>Files are {@link FileChannel}s: interrupting a thread inside one of their methods closes the
 * file. Threads that own a file are not to be interrupted.
 */
public final class FileDisk implements Disk {

  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  @Override
  public DiskFile open(Path file, Access access) throws IOException {
    return new ChannelFile(
        file,
        switch (access) {
          case READ -> FileChannel.open(file, StandardOpenOption.READ);
          case WRITE -> FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
          case CREATE -> FileChannel.open(file, CREATE_OPTIONS, permissions("rw-------"));
        });
  }

  private static final Set<OpenOption> CREATE_OPTIONS =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);

  @Override
  public boolean exists(Path path) {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public List<String> list(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Override
  public void createDirectories(Path directory) throws IOException {
    Files.createDirectories(directory, permissions("rwx------"));
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void delete(Path path) throws IOException {
    Files.delete(path);
  }

  @Override
  public void syncDirectory(Path directory) throws IOException {
    if (!POSIX) {
      return; // Such systems journal names by themselves and cannot open a directory.
    }
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static FileAttribute<?>[] permissions(String permissions) {
    return POSIX
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }
}
