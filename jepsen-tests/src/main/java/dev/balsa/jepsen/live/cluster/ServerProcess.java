package dev.balsa.jepsen.live.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * One server as a process of its own, on loopback ports and a data directory that outlive it: it
 * can be killed, paused and started again. One thread at a time may start and end it; the others
 * may look.
 */
public final class ServerProcess implements AutoCloseable {
  /** What a server says when it serves clients: Balsa and etcd since 3.5, and etcd 3.4. */
  private static final List<String> READY =
      List.of("ready to serve client requests", "serving client traffic insecurely");

  private static final int START_SECONDS_MAX = 120;
  private static final int LAST_LINES_KEPT = 40;

  private final List<String> command;
  private final int clientPort;
  private final Path logFile;
  private final Map<String, String> environment;
  private final Deque<String> lastLines = new ArrayDeque<>();
  private final Thread killer = new Thread(this::kill, "server-killer");
  private volatile Process process;
  private volatile CountDownLatch readyOrGone = new CountDownLatch(1);
  private volatile boolean ready;

  /**
   * Describes a server of one member; nothing runs yet.
   *
   * @param program the launcher, which becomes the server without changing its process id
   * @param data where the server keeps its data
   * @param flags further flags
   */
  public ServerProcess(Path program, Path data, String... flags) throws IOException {
    this(program, data, Map.of(), flags);
  }

  /**
   * Describes a server of one member; nothing runs yet. With {@code --cert-file} among its flags it
   * serves clients over TLS.
   *
   * @param environment further variables
   */
  public ServerProcess(Path program, Path data, Map<String, String> environment, String... flags)
      throws IOException {
    this(program, data, Ports.free(2), environment, List.of(flags));
  }

  private ServerProcess(
      Path program, Path data, int[] ports, Map<String, String> environment, List<String> flags) {
    this(
        program,
        data,
        ports[0],
        ports[1],
        concat(
            List.of(
                "--initial-advertise-peer-urls=" + Ports.url(ports[1]),
                "--initial-cluster=default=" + Ports.url(ports[1])),
            flags),
        null,
        environment);
  }

  /**
   * Describes a server; nothing runs yet.
   *
   * @param clientPort where it listens for clients
   * @param peerPort where it listens for other members
   * @param flags further flags
   * @param logFile where everything it says goes; null: only the last lines are kept, in memory
   * @param environment further variables
   */
  ServerProcess(
      Path program,
      Path data,
      int clientPort,
      int peerPort,
      List<String> flags,
      Path logFile,
      Map<String, String> environment) {
    this.clientPort = clientPort;
    this.logFile = logFile;
    this.environment = Map.copyOf(environment);
    command = new ArrayList<>(List.of(program.toString(), "--data-dir=" + data));
    boolean secured = flags.stream().anyMatch(flag -> flag.startsWith("--cert-file="));
    String clientUrl = Ports.url(clientPort).replace("http:", secured ? "https:" : "http:");
    command.addAll(
        List.of(
            "--listen-client-urls=" + clientUrl,
            "--advertise-client-urls=" + clientUrl,
            "--listen-peer-urls=" + Ports.url(peerPort)));
    if (program.endsWith("etcd")) {
      command.addAll(List.of("--logger=zap", "--log-outputs=stderr"));
    }
    command.addAll(flags);
    Runtime.getRuntime().addShutdownHook(killer);
  }

  private static List<String> concat(List<String> first, List<String> second) {
    List<String> both = new ArrayList<>(first);
    both.addAll(second);
    return both;
  }

  /** The port on 127.0.0.1 that serves clients. */
  public int clientPort() {
    return clientPort;
  }

  /** The process id of the server that runs, or ran last; 0 before the first. */
  public long pid() {
    Process last = process;
    return last == null ? 0 : last.pid();
  }

  /** Whether the process is there, be it paused. */
  public boolean isAlive() {
    Process last = process;
    return last != null && last.isAlive();
  }

  /**
   * Starts the server, on the data that it left if it ran before, and returns when it serves
   * clients.
   *
   * @throws IOException with the last lines of its log if it does not come up
   */
  public void start() throws IOException, InterruptedException {
    launch();
    awaitReady();
  }

  /**
   * Starts the server and returns at once: a member of several is ready when the others are.
   *
   * @param more flags for this life alone
   */
  public void launch(String... more) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(concat(command, List.of(more))).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process started = builder.start();
    CountDownLatch latch = new CountDownLatch(1);
    synchronized (lastLines) {
      lastLines.clear();
    }
    ready = false;
    readyOrGone = latch;
    process = started;
    Thread reader =
        new Thread(
            () -> {
              readLog(started, latch);
              latch.countDown();
            },
            "server-log");
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Waits until the server that was launched serves clients.
   *
   * @throws IOException with the last lines of its log if it does not come up
   */
  public void awaitReady() throws IOException, InterruptedException {
    boolean said = readyOrGone.await(START_SECONDS_MAX, TimeUnit.SECONDS);
    if (!said || !ready) {
      kill();
      throw new IOException("the server did not start: " + command + "\n" + log());
    }
  }

  private void readLog(Process started, CountDownLatch latch) {
    try (BufferedReader log = started.inputReader(StandardCharsets.UTF_8);
        Writer copy = logCopy()) {
      for (String line = log.readLine(); line != null; line = log.readLine()) {
        keep(line);
        copy.write(line + "\n");
        copy.flush();
        if (READY.stream().anyMatch(line::contains)) {
          ready = true;
          latch.countDown();
        }
      }
    } catch (IOException e) {
      keep("log ended: " + e);
    }
  }

  private Writer logCopy() throws IOException {
    return logFile == null
        ? Writer.nullWriter()
        : Files.newBufferedWriter(logFile, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private void keep(String line) {
    synchronized (lastLines) {
      if (lastLines.size() == LAST_LINES_KEPT) {
        lastLines.removeFirst();
      }
      lastLines.addLast(line);
      lastLines.notifyAll();
    }
  }

  /**
   * Waits until the server has said this in the life that began last.
   *
   * @return false if it has not within so many seconds, or not in its last 40 lines
   */
  public boolean awaitSaid(String words, int seconds) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    synchronized (lastLines) {
      while (!log().contains(words)) {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (left <= 0) {
          return false;
        }
        lastLines.wait(left);
      }
    }
    return true;
  }

  /** The last lines that the server wrote. */
  public String log() {
    synchronized (lastLines) {
      return String.join("\n", lastLines);
    }
  }

  /** {@code kill -9}: the server gets no chance to do anything. Returns when it is gone. */
  public void kill() {
    Process running = process;
    if (running != null) {
      running.destroyForcibly();
      awaitEnd(running);
    }
  }

  /** Sends {@code SIGTERM} and returns when the process is gone. */
  public void terminate() {
    Process running = process;
    if (running != null) {
      running.toHandle().destroy(); // Process.destroy would close its log as well
      awaitEnd(running);
    }
  }

  /** Waits until the process has ended by itself; false if it has not within so many seconds. */
  public boolean awaitExit(int seconds) throws InterruptedException {
    return process.waitFor(seconds, TimeUnit.SECONDS);
  }

  /** Sends {@code SIGTERM} and returns at once. */
  public void askToEnd() {
    process.toHandle().destroy();
  }

  /**
   * The exit code of the last life, which must be over: 128 and the signal, if the process was
   * ended by one.
   */
  public int exitCode() {
    return process.exitValue();
  }

  /** {@code SIGSTOP}: the process stands still, its sockets stay open. */
  public void pause() throws IOException, InterruptedException {
    signal("STOP");
  }

  /** {@code SIGCONT}: it goes on as if no time had passed. */
  public void resume() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start();
    if (kill.waitFor() != 0) {
      throw new IOException("kill -" + name + " " + pid() + " failed");
    }
  }

  private static void awaitEnd(Process running) {
    boolean interrupted = false;
    while (running.isAlive()) {
      try {
        running.waitFor();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    kill();
    Runtime.getRuntime().removeShutdownHook(killer);
  }
}
