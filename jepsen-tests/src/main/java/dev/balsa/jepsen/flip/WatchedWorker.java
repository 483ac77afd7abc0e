package dev.balsa.jepsen.flip;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A JVM that starts members on damaged copies, watched for silence and for its own end. */
final class WatchedWorker implements AutoCloseable {

  private static final int LAST_LINES_KEPT = 200;
  private static final int THREAD_DUMP_SECONDS = 5;

  private final SmallDirectory image;
  private final Path trial;
  private final String classPath;
  private final long patienceSeconds;
  private Process process;
  private Writer requests;
  private BlockingQueue<String> answers;

  /** What else the JVM says: the report of a crash, the threads of one that hangs. */
  private final Deque<String> lastLines = new ArrayDeque<>();

  /**
   * @param trial where the copies are made
   * @param classPath what the JVM needs
   * @param patienceSeconds how long one start may take
   */
  WatchedWorker(SmallDirectory image, Path trial, String classPath, long patienceSeconds) {
    this.classPath = classPath;
    this.image = image;
    this.trial = trial;
    this.patienceSeconds = patienceSeconds;
  }

  /** An ending and what was said. */
  record Answer(Ending ending, String message) {}

  /** Has one byte changed and a member started; starts a new JVM if the last one is gone. */
  Answer flip(FlippedByte which) throws IOException, InterruptedException {
    if (process == null) {
      start();
    }
    requests.write(which.request() + "\n");
    requests.flush();
    String line = answers.poll(patienceSeconds, TimeUnit.SECONDS);
    if (line == null) {
      new ProcessBuilder("kill", "-QUIT", Long.toString(process.pid())).start().waitFor();
      TimeUnit.SECONDS.sleep(THREAD_DUMP_SECONDS);
      return ended(Ending.HUNG);
    }
    if (!line.startsWith(FlipWorker.ANSWER)) {
      return ended(Ending.CRASHED);
    }
    String[] parts = line.substring(FlipWorker.ANSWER.length()).split("\t", 2);
    return new Answer(Ending.valueOf(parts[0]), parts[1]);
  }

  private Answer ended(Ending how) throws InterruptedException {
    process.destroyForcibly();
    int exitCode = process.waitFor();
    process = null;
    synchronized (lastLines) {
      return new Answer(how, "exit code " + exitCode + "\n" + String.join("\n", lastLines));
    }
  }

  private void start() throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:ErrorFile=/dev/stdout",
                "-cp",
                classPath,
                FlipWorker.class.getName()));
    command.addAll(
        List.of(image.directory().toString(), trial.toString(), image.full(), image.withoutLast()));
    Process started = new ProcessBuilder(command).redirectErrorStream(true).start();
    process = started;
    requests = started.outputWriter(StandardCharsets.UTF_8);
    BlockingQueue<String> queue = new LinkedBlockingQueue<>();
    answers = queue;
    Thread reader = new Thread(() -> read(started, queue), "flip-worker");
    reader.setDaemon(true);
    reader.start();
  }

  private void read(Process from, BlockingQueue<String> queue) {
    try (BufferedReader lines = from.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(FlipWorker.ANSWER)) {
          queue.add(line);
        } else {
          keep(line);
        }
      }
    } catch (IOException e) {
      keep("its output ended: " + e);
    }
    queue.add("ended");
  }

  private void keep(String line) {
    synchronized (lastLines) {
      if (lastLines.size() == LAST_LINES_KEPT) {
        lastLines.removeFirst();
      }
      lastLines.addLast(line);
    }
  }

  @Override
  public void close() throws IOException {
    if (process != null) {
      requests.close();
      process.destroyForcibly();
    }
  }
}
