package dev.balsa.jepsen.live.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The real {@code etcdctl}, as an operator uses it. */
public final class Etcdctl {
  private static final int SECONDS_MAX = 60;
  private static final Pattern ADDED = Pattern.compile("Member\\s+([0-9a-f]+) added to cluster");
  private static final Pattern INITIAL = Pattern.compile("ETCD_INITIAL_CLUSTER=\"([^\"]*)\"");

  private final String endpoints;

  /** Talks to these endpoints, as {@code --endpoints} names them. */
  public Etcdctl(String endpoints) {
    this.endpoints = endpoints;
  }

  /** What {@code etcdctl} said, and how it ended. */
  public record Answer(int exitCode, String output) {
    /** The output of a command that succeeded. */
    public String orThrow() throws IOException {
      if (exitCode != 0) {
        throw new IOException("etcdctl failed: " + output);
      }
      return output;
    }
  }

  /** A member that was added: its id, and the flag that it must be started with. */
  public record Added(String id, String initialCluster) {}

  /** Whether there is one on the PATH. */
  public static boolean isThere() {
    String path = System.getenv("PATH");
    return path != null
        && List.of(path.split(":", -1)).stream()
            .anyMatch(directory -> Files.isExecutable(Path.of(directory, "etcdctl")));
  }

  /** Runs a command and waits for its end. */
  public Answer run(String... arguments) throws InterruptedException {
    List<String> command = new ArrayList<>(List.of("etcdctl", "--endpoints=" + endpoints));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("ETCDCTL_API", "3");
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return new Answer(-1, output + "\n(no end within " + SECONDS_MAX + " s)");
      }
      return new Answer(process.exitValue(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What {@code member add} said. */
  public static Added added(String output) throws IOException {
    Matcher added = ADDED.matcher(output);
    Matcher initial = INITIAL.matcher(output);
    if (!added.find() || !initial.find()) {
      throw new IOException("etcdctl member add said: " + output);
    }
    return new Added(added.group(1), initial.group(1));
  }
}
