package dev.balsa.jepsen.live.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A file system of its own, in memory, under the data of a member that does not run: it can be
 * filled to the last byte, and emptied again, or refuse every change. Only root may mount one. Used
 * by one thread.
 *
 * <pre>
 *   process.terminate();
 *   try (SmallDisk disk = SmallDisk.under(data)) {        what was in data is in it
 *     process.start();
 *     disk.fill();                                        no space left on device
 *     disk.makeRoom();
 *     process.terminate();
 *   }                                                     what is in data now, stays
 * </pre>
 */
public final class SmallDisk implements AutoCloseable {
  private static final long SPARE_BYTES = 128L << 20;

  private final Path data;
  private final Path aside;
  private final Thread unmounter = new Thread(this::unmountIfThere, "unmounter");

  private SmallDisk(Path data, Path aside) {
    this.data = data;
    this.aside = aside;
  }

  /** Whether this process may mount file systems; tried out, not guessed. */
  public static boolean isAllowed(Path directory) throws IOException, InterruptedException {
    Path trial = Files.createTempDirectory(directory, "mount");
    try {
      return run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", trial.toString()).isEmpty()
          && run("umount", trial.toString()).isEmpty();
    } finally {
      Files.delete(trial);
    }
  }

  /** Moves a member's data to a new small disk, and mounts that in its place. */
  public static SmallDisk under(Path data) throws IOException, InterruptedException {
    Path aside = data.resolveSibling(data.getFileName() + ".aside");
    SmallDisk disk = new SmallDisk(data, aside);
    Files.move(data, aside);
    Files.createDirectory(data);
    long bytes = sizeBytes(aside) + SPARE_BYTES;
    must("mount", "-t", "tmpfs", "-o", "mode=700,size=" + bytes, "tmpfs", data.toString());
    Runtime.getRuntime().addShutdownHook(disk.unmounter);
    must("cp", "-a", aside + "/.", data.toString());
    return disk;
  }

  private static long sizeBytes(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    }
  }

  /** Fills it to the last byte. */
  public void fill() throws IOException {
    Ballast.in(data).fill();
  }

  /** Somebody cleans up. */
  public void makeRoom() throws IOException {
    Ballast.in(data).remove();
  }

  /** Lets it be read only, or changed again; nobody may have a file open to be written. */
  public void readOnly(boolean isSo) throws IOException, InterruptedException {
    must("mount", "-o", isSo ? "remount,ro" : "remount,rw", data.toString());
  }

  /** Puts the data back where it was; the member must not run. */
  @Override
  public void close() throws IOException {
    try {
      makeRoom();
      must("rm", "-rf", aside.toString());
      must("cp", "-a", data.toString(), aside.toString());
      must("umount", data.toString());
      Runtime.getRuntime().removeShutdownHook(unmounter);
      Files.delete(data);
      Files.move(aside, data);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while data were put back", e);
    }
  }

  /** The last thing this process does, if it is ended in between. */
  private void unmountIfThere() {
    try {
      run("umount", "-l", data.toString());
    } catch (IOException | InterruptedException e) {
      System.err.println("still mounted: " + data + ": " + e);
    }
  }

  private static void must(String... command) throws IOException, InterruptedException {
    String said = run(command);
    if (!said.isEmpty()) {
      throw new IOException(String.join(" ", command) + ": " + said);
    }
  }

  /** What a command said that failed; empty if it did not fail. */
  private static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    int exitCode = process.waitFor();
    return exitCode == 0 ? "" : "exit code " + exitCode + " " + said;
  }
}
