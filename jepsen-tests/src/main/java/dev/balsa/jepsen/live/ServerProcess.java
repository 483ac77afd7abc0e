package dev.balsa.jepsen.live;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * One server of one member as a process of its own, on loopback ports and a data directory that
 * outlive it: it can be killed and started again. Not thread-safe.
 */
public final class ServerProcess implements AutoCloseable {
  /** What a server says when it serves clients: Balsa and etcd since 3.5, and etcd 3.4. */
  private static final List<String> READY =
      List.of("ready to serve client requests", "serving client traffic insecurely");

  private static final int START_SECONDS_MAX = 60;
  private static final int LAST_LINES_KEPT = 40;

  private final List<String> command;
  private final int clientPort;
  private final Deque<String> lastLines = new ArrayDeque<>();
  private final Thread killer = new Thread(this::kill, "server-killer");
  private volatile Process process;

  /**
   * Describes a server; nothing runs yet.
   *
   * @param program the launcher, which becomes the server without changing its process id
   * @param data where the server keeps its data
   * @param flags further flags
   */
  public ServerProcess(Path program, Path data, String... flags) throws IOException {
    int peerPort;
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket client = new ServerSocket(0, 1, loopback);
        ServerSocket peer = new ServerSocket(0, 1, loopback)) {
      clientPort = client.getLocalPort();
      peerPort = peer.getLocalPort();
    }
    command = new ArrayList<>(List.of(program.toString(), "--data-dir=" + data));
    String clients = "http://127.0.0.1:" + clientPort;
    String peers = "http://127.0.0.1:" + peerPort;
    command.addAll(
        List.of(
            "--listen-client-urls=" + clients,
            "--advertise-client-urls=" + clients,
            "--listen-peer-urls=" + peers,
            "--initial-advertise-peer-urls=" + peers,
            "--initial-cluster=default=" + peers));
    if (program.endsWith("etcd")) {
      command.addAll(List.of("--logger=zap", "--log-outputs=stderr"));
    }
    command.addAll(List.of(flags));
    Runtime.getRuntime().addShutdownHook(killer);
  }

  /** The port on 127.0.0.1 that serves clients. */
  public int clientPort() {
    return clientPort;
  }

  /** The process id of the running server. */
  public long pid() {
    return process.pid();
  }

  /**
   * Starts the server, on the data that it left if it ran before, and returns when it serves
   * clients.
   *
   * @throws IOException with the last lines of its log if it does not come up
   */
  public void start() throws IOException, InterruptedException {
    Process started = new ProcessBuilder(command).redirectErrorStream(true).start();
    process = started;
    CountDownLatch readyOrGone = new CountDownLatch(1);
    Thread reader =
        new Thread(
            () -> {
              readLog(started, readyOrGone);
              readyOrGone.countDown();
            },
            "server-log");
    reader.setDaemon(true);
    reader.start();
    boolean said = readyOrGone.await(START_SECONDS_MAX, TimeUnit.SECONDS);
    if (!said || !started.isAlive()) {
      kill();
      throw new IOException("the server did not start: " + command + "\n" + log());
    }
  }

  private void readLog(Process started, CountDownLatch readyOrGone) {
    try (BufferedReader log = started.inputReader(StandardCharsets.UTF_8)) {
      for (String line = log.readLine(); line != null; line = log.readLine()) {
        keep(line);
        if (READY.stream().anyMatch(line::contains)) {
          readyOrGone.countDown();
        }
      }
    } catch (IOException e) {
      keep("log ended: " + e);
    }
  }

  private void keep(String line) {
    synchronized (lastLines) {
      if (lastLines.size() == LAST_LINES_KEPT) {
        lastLines.removeFirst();
      }
      lastLines.addLast(line);
    }
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
    if (running == null) {
      return;
    }
    running.destroyForcibly();
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
