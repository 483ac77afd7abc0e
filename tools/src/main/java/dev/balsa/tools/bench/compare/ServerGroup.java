package dev.balsa.tools.bench.compare;

import dev.balsa.api.MaintenanceGrpc;
import dev.balsa.api.StatusRequest;
import dev.balsa.api.StatusResponse;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The members of one cluster as processes of this machine. One thread uses it. */
public final class ServerGroup implements AutoCloseable {
  /** What a server writes to its log when it serves; etcd's words. */
  static final String READY = "ready to serve client requests";

  private static final long START_NANOS_MAX = TimeUnit.SECONDS.toNanos(300);
  private static final int STOP_SECONDS_MAX = 30;
  private static final int POLL_MILLIS = 20;
  private static final int POLL_LOG_MILLIS = 5;
  private static final int HTTP_MILLIS_MAX = 2_000;
  private static final int HTTP_OK = 200;
  private static final int LAST_LINES = 15;

  private final List<String> program;
  private final Path directory;
  private final int[] clientPorts;
  private final int[] peerPorts;
  private final List<Process> processes = new ArrayList<>();
  private final Thread killer = new Thread(this::kill, "server-killer");

  /**
   * Describes a cluster; nothing runs yet.
   *
   * @param command the program and its flags, split at spaces; addresses and directory are added
   * @param directory where the members keep data and logs
   */
  public ServerGroup(String command, int members, Path directory) throws IOException {
    program = List.of(command.strip().split("\\s+", -1));
    this.directory = directory;
    clientPorts = new int[members];
    peerPorts = new int[members];
    List<ServerSocket> held = new ArrayList<>();
    for (int i = 0; i < 2 * members; i++) {
      held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
    }
    for (int i = 0; i < members; i++) {
      clientPorts[i] = held.get(2 * i).getLocalPort();
      peerPorts[i] = held.get(2 * i + 1).getLocalPort();
    }
    for (ServerSocket socket : held) {
      socket.close();
    }
    Runtime.getRuntime().addShutdownHook(killer);
  }

  /** Starts all members and waits until they serve; returns how many seconds that took. */
  public double start() throws IOException, InterruptedException {
    long start = System.nanoTime();
    processes.clear();
    for (int i = 0; i < clientPorts.length; i++) {
      processes.add(launch(i));
    }
    for (int i = 0; i < clientPorts.length; i++) {
      awaitHealthy(i, start + START_NANOS_MAX);
    }
    return (System.nanoTime() - start) / 1e9;
  }

  /**
   * Starts the only member; returns how many seconds passed until its log said that it serves.
   *
   * @param line a part of that line
   */
  double startUntilSaid(String line) throws IOException, InterruptedException {
    long from = Files.exists(log(0)) ? Files.size(log(0)) : 0;
    long start = System.nanoTime();
    processes.clear();
    processes.add(launch(0));
    while (!said(line, from)) {
      if (!processes.get(0).isAlive() || System.nanoTime() - start > START_NANOS_MAX) {
        throw notStarted(0);
      }
      TimeUnit.MILLISECONDS.sleep(POLL_LOG_MILLIS);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    awaitHealthy(0, System.nanoTime() + START_NANOS_MAX);
    return seconds;
  }

  private boolean said(String line, long from) throws IOException {
    try (InputStream log = Files.newInputStream(log(0))) {
      log.skipNBytes(from);
      return new String(log.readAllBytes(), StandardCharsets.UTF_8).contains(line);
    }
  }

  private Process launch(int member) throws IOException {
    List<String> command = new ArrayList<>(program);
    StringBuilder cluster = new StringBuilder();
    for (int i = 0; i < peerPorts.length; i++) {
      cluster.append(i == 0 ? "" : ",").append(name(i)).append('=').append(url(peerPorts[i]));
    }
    command.addAll(
        List.of(
            "--name=" + name(member),
            "--data-dir=" + directory.resolve(name(member)),
            "--listen-client-urls=" + url(clientPorts[member]),
            "--advertise-client-urls=" + url(clientPorts[member]),
            "--listen-peer-urls=" + url(peerPorts[member]),
            "--initial-advertise-peer-urls=" + url(peerPorts[member]),
            "--initial-cluster=" + cluster));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log(member).toFile()))
        .start();
  }

  private static String name(int member) {
    return "m" + (member + 1);
  }

  private static String url(int port) {
    return "http://127.0.0.1:" + port;
  }

  private Path log(int member) {
    return directory.resolve(name(member) + ".log");
  }

  private void awaitHealthy(int member, long deadline) throws IOException, InterruptedException {
    while (!isHealthy(member)) {
      if (!processes.get(member).isAlive() || System.nanoTime() > deadline) {
        throw notStarted(member);
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
  }

  private IOException notStarted(int member) throws IOException {
    List<String> lines = Files.readAllLines(log(member));
    return new IOException(
        "the server did not start: "
            + String.join(" ", program)
            + "\n"
            + String.join(
                "\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size())));
  }

  private boolean isHealthy(int member) {
    try {
      HttpURLConnection connection =
          (HttpURLConnection)
              URI.create(url(clientPorts[member]) + "/health").toURL().openConnection();
      connection.setConnectTimeout(HTTP_MILLIS_MAX);
      connection.setReadTimeout(HTTP_MILLIS_MAX);
      return connection.getResponseCode() == HTTP_OK;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** The client endpoints, the leader's first. */
  public List<String> endpoints() {
    List<String> endpoints = new ArrayList<>();
    for (int port : clientPorts) {
      endpoints.add("127.0.0.1:" + port);
    }
    if (endpoints.size() > 1) {
      Collections.swap(endpoints, 0, leader(endpoints));
    }
    return endpoints;
  }

  private static int leader(List<String> endpoints) {
    for (int i = 0; i < endpoints.size(); i++) {
      ManagedChannel channel =
          NettyChannelBuilder.forTarget(endpoints.get(i)).usePlaintext().build();
      try {
        StatusResponse status =
            MaintenanceGrpc.newBlockingStub(channel).status(StatusRequest.getDefaultInstance());
        if (status.getLeader() == status.getHeader().getMemberId()) {
          return i;
        }
      } finally {
        channel.shutdownNow();
      }
    }
    return 0;
  }

  /** The processes. */
  public List<Long> pids() {
    return processes.stream().map(Process::pid).toList();
  }

  /** Asks all members to end and waits until they have. */
  public void stop() throws InterruptedException {
    for (Process process : processes) {
      process.destroy();
    }
    for (Process process : processes) {
      if (!process.waitFor(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    }
  }

  /** Ends all members as a failure does, and waits until they are gone. */
  void killAndWait() throws InterruptedException {
    kill();
    for (Process process : processes) {
      process.waitFor();
    }
  }

  private void kill() {
    processes.forEach(Process::destroyForcibly);
  }

  /** Ends all members that still run, and waits until they are gone: they write no file more. */
  @Override
  public void close() {
    kill();
    for (Process process : processes) {
      process.onExit().completeOnTimeout(process, STOP_SECONDS_MAX, TimeUnit.SECONDS).join();
    }
    Runtime.getRuntime().removeShutdownHook(killer);
  }
}
