package dev.balsa.tools.balsautl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.balsa.tools.ports.FreePort;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A real etcd on a given data directory; a test that needs it is skipped where it is missing. */
final class Etcd implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 60;
  private static final int START_ATTEMPTS = 3;

  private final Process process;
  private final CountDownLatch readyOrGone = new CountDownLatch(1);
  private final BlockingQueue<String> log = new LinkedBlockingQueue<>();
  private final int port;
  private volatile boolean ready;

  private Etcd(Process process, int port) {
    this.process = process;
    this.port = port;
    Thread reader = new Thread(this::readLog, "etcd-log");
    reader.setDaemon(true);
    reader.start();
  }

  static void assumeThere() {
    for (String program : List.of("etcd", "etcdctl")) {
      assumeTrue(
          Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
              .anyMatch(directory -> Files.isExecutable(Path.of(directory, program))),
          () -> program + " is not on the PATH: skipped (Debian: etcd-server, etcd-client)");
    }
  }

  /** Starts one; again if another process took a port between finding it free and using it. */
  static Etcd start(Path dataDir, String... flags) throws Exception {
    for (int attempt = 1; ; attempt++) {
      Etcd etcd = launch(dataDir, flags);
      if (etcd.readyOrGone.await(PATIENCE_SECONDS, TimeUnit.SECONDS) && etcd.ready) {
        return etcd;
      }
      etcd.close();
      String log = String.join("\n", etcd.log);
      if (attempt == START_ATTEMPTS || !log.contains("address already in use")) {
        throw new IllegalStateException("etcd did not start:\n" + log);
      }
    }
  }

  private static Etcd launch(Path dataDir, String... flags) throws IOException {
    int port = FreePort.next();
    String client = "http://127.0.0.1:" + port;
    List<String> command =
        new ArrayList<>(
            List.of(
                "etcd",
                "--data-dir=" + dataDir,
                "--listen-client-urls=" + client,
                "--advertise-client-urls=" + client,
                "--listen-peer-urls=http://127.0.0.1:" + FreePort.next(),
                "--logger=zap",
                "--log-outputs=stderr"));
    command.addAll(List.of(flags));
    return new Etcd(new ProcessBuilder(command).redirectErrorStream(true).start(), port);
  }

  private void readLog() {
    try (var reader = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        log.add(line);
        if (line.contains("serving client traffic") || line.contains("serving insecure client")) {
          ready = true;
          readyOrGone.countDown();
        }
      }
    } catch (IOException e) {
      log.add(e.toString());
    }
    readyOrGone.countDown();
  }

  int port() {
    return port;
  }

  /** The end that a power failure makes. */
  void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  private boolean awaitEnd() {
    try {
      return process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while etcd was stopping", e);
    }
  }

  /** Runs etcdctl, which must succeed; with an endpoint where the command needs one. */
  static String ctl(int port, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("etcdctl"));
    if (port != 0) {
      command.add("--endpoints=127.0.0.1:" + port);
    }
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("ETCDCTL_API", "3");
    Process etcdctl = builder.start();
    String out = new String(etcdctl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, etcdctl.waitFor(), command + ": " + out);
    return out.strip();
  }

  @Override
  public void close() {
    process.destroy();
    if (!awaitEnd()) {
      kill();
    }
  }
}
