package dev.balsa.jepsen.live.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A real file system, ext4 in a file, that can be filled to the last byte and that turns read only
 * under a running member as it does on a machine whose disk fails: the kernel meets an error and
 * takes no more writes. Only root may mount one. Used by one thread.
 *
 * <pre>
 *   try (LoopDisk disk = LoopDisk.at(data)) {
 *     process.start();
 *     disk.fail();                  Read-only file system, from now on
 *     process.awaitExit(60);
 *     disk.repair();                what an operator does: unmount, fsck, mount
 *     process.start();
 *   }
 * </pre>
 */
public final class LoopDisk implements AutoCloseable {
  private static final long IMAGE_BYTES = 256L << 20;
  private static final Path ERRORS = Path.of("/sys/fs/ext4");

  private final Path image;
  private final Path directory;
  private final Thread unmounter = new Thread(this::unmountIfThere, "unmounter");

  private LoopDisk(Path image, Path directory) {
    this.image = image;
    this.directory = directory;
  }

  /**
   * Why there cannot be one here; null if there can.
   *
   * @param scratch where it is tried out
   */
  public static String obstacle(Path scratch) throws IOException {
    try (LoopDisk trial = at(scratch.resolve("trial"))) {
      return Files.isWritable(trial.trigger()) ? null : "this kernel fails on no command";
    } catch (IOException e) {
      return e.getMessage();
    }
  }

  /** Makes an empty file system and mounts it. */
  public static LoopDisk at(Path directory) throws IOException {
    Path image = directory.resolveSibling(directory.getFileName() + ".img");
    LoopDisk disk = new LoopDisk(image, directory);
    Files.createDirectories(directory);
    try (FileChannel file =
        FileChannel.open(image, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      file.write(ByteBuffer.allocate(1), IMAGE_BYTES - 1);
    }
    try {
      must("mkfs.ext4", "-q", "-F", "-m", "0", image.toString());
      disk.mount();
    } catch (IOException e) {
      Files.delete(image);
      throw e;
    }
    Runtime.getRuntime().addShutdownHook(disk.unmounter);
    return disk;
  }

  private void mount() throws IOException {
    must("mount", "-o", "loop,errors=remount-ro", image.toString(), directory.toString());
  }

  /** Writing to this file is an error of the file system. */
  private Path trigger() throws IOException {
    String device = run("findmnt", "-n", "-o", "SOURCE", directory.toString()).said();
    return ERRORS.resolve(Path.of(device).getFileName()).resolve("trigger_fs_error");
  }

  /** From now on every change is refused, whoever has a file open. */
  public void fail() throws IOException {
    Files.write(trigger(), "1".getBytes(UTF_8));
  }

  /** Fills it to the last byte. */
  public void fill() throws IOException {
    Ballast.in(directory).fill();
  }

  /** Somebody cleans up. */
  public void makeRoom() throws IOException {
    Ballast.in(directory).remove();
  }

  /** What an operator does after a failure; nobody may have a file open. */
  public void repair() throws IOException {
    must("umount", directory.toString());
    Said fsck = run("fsck.ext4", "-f", "-p", image.toString());
    if (fsck.exitCode() > 1) { // 1: errors were there, and are not any more
      throw new IOException("fsck.ext4: exit code " + fsck.exitCode() + " " + fsck.said());
    }
    mount();
  }

  @Override
  public void close() throws IOException {
    must("umount", directory.toString());
    Runtime.getRuntime().removeShutdownHook(unmounter);
    Files.delete(image);
    Files.delete(directory);
  }

  /** The last thing this process does, if it is ended in between. */
  private void unmountIfThere() {
    try {
      Said unused = run("umount", "-l", directory.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private record Said(int exitCode, String said) {}

  private static void must(String... command) throws IOException {
    Said done = run(command);
    if (done.exitCode() != 0) {
      throw new IOException(
          String.join(" ", command) + ": exit code " + done.exitCode() + " " + done.said());
    }
  }

  private static Said run(String... command) throws IOException {
    Process process = new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    try {
      return new Said(process.waitFor(), said);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted during " + String.join(" ", command), e);
    }
  }
}
