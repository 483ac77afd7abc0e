package dev.balsa.tools.clients;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** A {@link Worker} as seen from the process that tells it what to do. */
final class WorkerProcess implements AutoCloseable {
  private static final int END_SECONDS_MAX = 20;

  private final Process process;
  private final PrintWriter tell;
  private final BufferedReader hear;

  /**
   * Starts one on this JVM's Java and class path.
   *
   * @param log what it says beside its figures
   * @param jvmFlags such as those of a profiler
   */
  WorkerProcess(
      Worker.Subject subject, String endpoint, String classPath, List<String> jvmFlags, Path log)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmFlags);
    command.addAll(List.of("-cp", classPath, Worker.class.getName(), subject.name(), endpoint));
    process = new ProcessBuilder(command).redirectError(Redirect.appendTo(log.toFile())).start();
    tell = new PrintWriter(new OutputStreamWriter(process.getOutputStream(), UTF_8), true);
    hear = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
  }

  /** One turn; the other clients rest meanwhile. */
  Figures turn(Load load, double seconds) throws IOException {
    tell.printf(Locale.ROOT, "%s %d %.3f%n", load.kind(), load.inFlight(), seconds);
    for (String line = hear.readLine(); line != null; line = hear.readLine()) {
      if (line.startsWith(Worker.FIGURES)) {
        return Figures.parse(line.substring(Worker.FIGURES.length()));
      } else if (line.startsWith(Worker.FAILED)) {
        throw new IOException(load + ": " + line);
      }
      // Else it is the JVM that speaks, of what its flags asked for.
    }
    throw new IOException(load + ": the client's process died");
  }

  @Override
  public void close() {
    tell.close();
    try {
      if (!process.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
