package dev.balsa.server.logging;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * Where lines go: to the process's own streams, to files, to several at once. One that fails is
 * left out from then on, and the others go on.
 */
public final class LogTargets extends OutputStream {

  private final List<OutputStream> targets = new ArrayList<>();

  private LogTargets() {}

  /**
   * Opens targets.
   *
   * @param names {@code stdout}, {@code stderr}, {@code default} (standard error), or paths of
   *     files
   * @param rotation of the file, if there is one
   * @throws IOException if a file cannot be written
   */
  public static LogTargets open(List<String> names, Rotation rotation, InstantSource now)
      throws IOException {
    LogTargets all = new LogTargets();
    for (String name : names) {
      all.targets.add(
          switch (name) {
            case "default", "stderr" -> new FileOutputStream(FileDescriptor.err);
            case "stdout" -> new FileOutputStream(FileDescriptor.out);
            default -> new LogFile(Path.of(name), rotation, now);
          });
    }
    return all;
  }

  @Override
  public void write(int octet) throws IOException {
    write(new byte[] {(byte) octet}, 0, 1);
  }

  @Override
  public void write(byte[] lines, int offset, int length) throws IOException {
    IOException last = null;
    for (OutputStream each : List.copyOf(targets)) {
      try {
        each.write(lines, offset, length);
        each.flush();
      } catch (IOException e) {
        targets.remove(each);
        last = e;
      }
    }
    if (targets.isEmpty()) {
      throw last == null ? new IOException("the log is closed") : last;
    }
  }

  @Override
  public void close() throws IOException {
    for (OutputStream each : targets) {
      each.close();
    }
  }
}
