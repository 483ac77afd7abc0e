package dev.balsa.tools.balsautl;

import dev.balsa.wal.disk.Disk;
import dev.balsa.wal.disk.FileDisk;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.stream.Stream;

/**
 * A data directory in the making. It stands beside its final place, under its name with {@code
 * .incomplete} behind it and with a file in it that makes a server refuse it, until everything is
 * on disk; then it is renamed. What an earlier attempt left under that name is removed first.
 *
 * <p>A log directory outside of the data directory is renamed before it. A crash between the two
 * leaves a log without a data directory, which both a server and the next attempt refuse.
 */
final class NewMember implements AutoCloseable {

  private static final String INCOMPLETE = ".incomplete";

  /** A server refuses a data directory with a file that no member put there. */
  private static final String MARKER = "THIS-DIRECTORY-IS-INCOMPLETE";

  private final Disk disk = new FileDisk();
  private final Path dataDir;
  private final Path walDir;
  private final Path building;
  private final Path buildingWal;
  private final boolean walOutside;
  private boolean complete;

  private NewMember(Path dataDir, Path walDir) {
    this.dataDir = dataDir.toAbsolutePath().normalize();
    this.walDir = walDir.toAbsolutePath().normalize();
    this.building = incomplete(this.dataDir);
    this.walOutside = !this.walDir.startsWith(this.dataDir);
    this.buildingWal =
        walOutside
            ? incomplete(this.walDir)
            : building.resolve(this.dataDir.relativize(this.walDir));
  }

  private static Path incomplete(Path directory) {
    return directory.resolveSibling(directory.getFileName() + INCOMPLETE);
  }

  /**
   * Begins one.
   *
   * @throws UtlException if there is something already where it shall be
   */
  static NewMember begin(Path dataDir, Path walDir) throws IOException {
    NewMember member = new NewMember(dataDir, walDir);
    refuseExisting(member.dataDir, "the data directory ", "--data-dir");
    if (member.walOutside) {
      refuseExisting(member.walDir, "the log directory ", "--wal-dir");
      deleteTree(member.buildingWal);
    }
    deleteTree(member.building);
    member.disk.createDirectories(member.building);
    Files.createFile(member.building.resolve(MARKER));
    member.disk.syncDirectory(member.building);
    member.disk.createDirectories(member.storeDirectory());
    member.disk.createDirectories(member.buildingWal.getParent());
    return member;
  }

  private static void refuseExisting(Path directory, String what, String flag) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    if (Files.isDirectory(directory)) {
      try (Stream<Path> entries = Files.list(directory)) {
        if (entries.findAny().isEmpty()) {
          return;
        }
      }
    }
    throw new UtlException(
        what + directory + " exists already and is not empty; choose another " + flag);
  }

  Disk disk() {
    return disk;
  }

  /** Where the store is to be made. */
  Path storeDirectory() {
    return building.resolve("member").resolve("store");
  }

  /** Where the log is to be made. */
  Path walDirectory() {
    return buildingWal;
  }

  /** Everything is there and closed: gives the directories their names, durably. */
  void complete() throws IOException {
    disk.syncDirectory(storeDirectory());
    disk.syncDirectory(storeDirectory().getParent());
    Files.delete(building.resolve(MARKER));
    disk.syncDirectory(building);
    if (walOutside) {
      disk.rename(buildingWal, walDir);
      disk.syncDirectory(walDir.getParent());
    }
    disk.rename(building, dataDir);
    disk.syncDirectory(dataDir.getParent());
    complete = true;
  }

  @Override
  public void close() throws IOException {
    if (!complete) {
      deleteTree(building);
      if (walOutside) {
        deleteTree(buildingWal);
      }
    }
  }

  private static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
