package dev.balsa.server.interop;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A real etcd of one member, on free loopback ports and a data directory of its own. The process is
 * killed and the directory removed by {@link #close}, and by a shutdown hook if a test forgets.
 */
final class EtcdProcess implements Subject {
  private static final String READY = "serving client traffic";
  private static final int LAST_LINES_KEPT = 50;
  private static final int START_SECONDS_MAX = 30;
  private static final int START_ATTEMPTS = 3;

  private final LoopbackPorts ports;
  private final Path data;
  private final Process process;
  private final Thread hook;
  private final CountDownLatch readyOrGone = new CountDownLatch(1);
  private final Deque<String> lastLines = new ArrayDeque<>();
  private volatile boolean ready;

  /**
   * Starts etcd with its defaults and the given further flags, and returns when it serves clients;
   * over TLS if one of them is {@code --cert-file}.
   */
  static EtcdProcess start(String... flags) {
    Programs.assumeOnPath("etcd");
    for (int attempt = 1; ; attempt++) {
      EtcdProcess etcd = new EtcdProcess(LoopbackPorts.free(), flags);
      if (etcd.awaitReady()) {
        return etcd;
      }
      etcd.close();
      // Another process may have taken a port between finding it free and listening on it.
      if (attempt == START_ATTEMPTS || !etcd.log().contains("address already in use")) {
        throw new IllegalStateException("etcd did not start:\n" + etcd.log());
      }
    }
  }

  private EtcdProcess(LoopbackPorts ports, String... flags) {
    this.ports = ports;
    data = Scratch.directory("etcd");
    try {
      process = new ProcessBuilder(command(flags)).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    hook = new Thread(process::destroyForcibly, "etcd-killer");
    Runtime.getRuntime().addShutdownHook(hook);
    Thread reader = new Thread(this::readLog, "etcd-log");
    reader.setDaemon(true);
    reader.start();
  }

  private List<String> command(String... flags) {
    boolean secured = List.of(flags).stream().anyMatch(flag -> flag.startsWith("--cert-file="));
    String client = (secured ? "https" : "http") + "://127.0.0.1:" + ports.client();
    String peer = "http://127.0.0.1:" + ports.peer();
    List<String> command =
        new ArrayList<>(
            List.of(
                "etcd",
                "--data-dir=" + data,
                "--listen-client-urls=" + client,
                "--advertise-client-urls=" + client,
                "--listen-peer-urls=" + peer,
                "--initial-advertise-peer-urls=" + peer,
                "--initial-cluster=default=" + peer,
                "--logger=zap",
                "--log-outputs=stderr"));
    command.addAll(List.of(flags));
    return command;
  }

  private void readLog() {
    try (BufferedReader log = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = log.readLine(); line != null; line = log.readLine()) {
        keep(line);
        if (line.contains(READY)) {
          ready = true;
          readyOrGone.countDown();
        }
      }
    } catch (IOException e) {
      keep("log ended: " + e);
    }
    readyOrGone.countDown();
  }

  private void keep(String line) {
    synchronized (lastLines) {
      if (lastLines.size() == LAST_LINES_KEPT) {
        lastLines.removeFirst();
      }
      lastLines.addLast(line);
    }
  }

  private String log() {
    synchronized (lastLines) {
      return String.join("\n", lastLines);
    }
  }

  private boolean awaitReady() {
    try {
      return readyOrGone.await(START_SECONDS_MAX, TimeUnit.SECONDS) && ready;
    } catch (InterruptedException e) {
      close();
      throw new IllegalStateException("interrupted while etcd was starting", e);
    }
  }

  @Override
  public String name() {
    return "etcd";
  }

  @Override
  public int clientPort() {
    return ports.client();
  }

  @Override
  public int peerPort() {
    return ports.peer();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor();
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Scratch.delete(data);
  }
}
