package dev.balsa.tools.localcluster;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * Ends the members when this process ends without being able to, killed with {@code kill -9}: a
 * shell that is told of each member's process and, when the pipe to it breaks, ends those that are
 * left. Thread-safe.
 */
final class Guardian implements AutoCloseable {
  private static final String SCRIPT =
      """
      trap '' INT TERM HUP
      pids=' '
      while read -r sign pid; do
        case $sign in
          +) pids="$pids$pid " ;;
          -) before=${pids%% $pid *}; pids="$before ${pids#* $pid }" ;;
        esac
      done
      for pid in $pids; do kill -TERM "$pid" 2>/dev/null; done
      """;

  private final Process shell;
  private final OutputStream pipe;

  Guardian() throws IOException {
    shell =
        new ProcessBuilder("sh", "-c", SCRIPT)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    pipe = shell.getOutputStream();
  }

  /** A member's process began. */
  void began(long pid) {
    tell("+ " + pid);
  }

  /** It ended: its number may soon be another's. */
  void ended(long pid) {
    tell("- " + pid);
  }

  private synchronized void tell(String line) {
    try {
      pipe.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
      pipe.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("the guardian of the members is gone", e);
    }
  }

  @Override
  public void close() throws IOException {
    pipe.close();
  }
}
