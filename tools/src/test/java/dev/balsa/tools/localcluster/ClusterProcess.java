package dev.balsa.tools.localcluster;

import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;

/** The command as a process of its own, with a fake server, and what it prints. */
final class ClusterProcess implements AutoCloseable {
  private static final int SECONDS_MAX = 60;
  private static final int BETWEEN_MEMBERS = 10_000;
  private static final int PORT_MAX = 30_000;

  private final Path data;
  private final List<String> command = new ArrayList<>();
  private final List<String> lines = new ArrayList<>();
  private final int port;
  private Process process;

  ClusterProcess(Path directory, String... options) throws IOException {
    data = directory.resolve("data");
    port = freePort();
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            classPath(),
            LocalCluster.class.getName(),
            "--data=" + data,
            "--port=" + port,
            "--server=" + FakeServer.in(directory)));
    command.addAll(List.of(options));
    launch();
  }

  /** What the command needs, wherever this test's loader found it. */
  private static String classPath() {
    return Stream.of(LocalCluster.class, CommandLine.class, JsonParser.class)
        .map(needed -> needed.getProtectionDomain().getCodeSource().getLocation().getPath())
        .distinct()
        .collect(Collectors.joining(File.pathSeparator));
  }

  private void launch() throws IOException {
    Process started = new ProcessBuilder(command).redirectErrorStream(true).start();
    process = started;
    Thread reader = new Thread(() -> read(started), "cluster-output");
    reader.setDaemon(true);
    reader.start();
  }

  /** Ends it and starts it again with the same arguments. */
  ClusterProcess restarted() throws IOException {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    launch();
    return this;
  }

  /** A port whose neighbours of three members are free too. */
  private static int freePort() throws IOException {
    while (true) {
      try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        int candidate = 10_000 + socket.getLocalPort() % (PORT_MAX - 10_000);
        if (areFree(candidate)) {
          return candidate;
        }
      }
    }
  }

  private static boolean areFree(int port) {
    for (int member = 0; member < 3; member++) {
      for (int i = 0; i < 2; i++) {
        int each = port + member * BETWEEN_MEMBERS + i;
        try (ServerSocket socket = new ServerSocket(each, 1, InetAddress.getLoopbackAddress())) {
          socket.getLocalPort();
        } catch (IOException e) {
          return false;
        }
      }
    }
    return true;
  }

  private void read(Process started) {
    try (BufferedReader out = started.inputReader(StandardCharsets.UTF_8)) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        add(line);
      }
    } catch (IOException e) {
      add("output ended: " + e);
    }
  }

  private void add(String line) {
    synchronized (lines) {
      lines.add(line);
      lines.notifyAll();
    }
  }

  Path data() {
    return data;
  }

  int peerPort(int member) {
    return port + (member - 1) * BETWEEN_MEMBERS + 1;
  }

  String endpoints() {
    return new Layout(3, port, data).endpoints();
  }

  List<String> lines() {
    synchronized (lines) {
      return List.copyOf(lines);
    }
  }

  void awaitLine(String part) throws InterruptedException {
    awaitLines(part, 1);
  }

  void awaitLines(String part, int count) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_MAX);
    synchronized (lines) {
      while (lines.stream().filter(line -> line.contains(part)).count() < count) {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (left <= 0) {
          throw new AssertionError("not " + count + " times: " + part + "\n" + lines);
        }
        lines.wait(left);
      }
    }
  }

  void type(String line) throws IOException {
    OutputStream keyboard = process.getOutputStream();
    keyboard.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    keyboard.flush();
  }

  /** SIGTERM, or SIGKILL. */
  void signal(boolean forcibly) {
    if (forcibly) {
      process.toHandle().destroyForcibly();
    } else {
      process.toHandle().destroy();
    }
  }

  int awaitExit() throws InterruptedException {
    if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
      throw new AssertionError("it did not end: " + lines());
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.toHandle().destroy();
    process.onExit().orTimeout(SECONDS_MAX, TimeUnit.SECONDS).join();
  }
}
