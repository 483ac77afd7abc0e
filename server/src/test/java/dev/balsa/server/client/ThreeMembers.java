package dev.balsa.server.client;

import dev.balsa.server.BalsaServer;
import dev.balsa.server.config.BalsaConfig;
import dev.balsa.server.config.ClusterSettings;
import dev.balsa.server.config.MemberSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Three members of Balsa in this JVM, each on client and peer ports that it keeps. */
final class ThreeMembers implements AutoCloseable {

  static final int SIZE = 3;

  private final Path directory;
  private final List<Integer> clientPorts = new ArrayList<>();
  private final List<Integer> peerPorts = new ArrayList<>();
  private final BalsaServer[] servers = new BalsaServer[SIZE];

  private ThreeMembers(Path directory) {
    this.directory = directory;
  }

  static ThreeMembers start(Path directory) throws Exception {
    ThreeMembers members = new ThreeMembers(directory);
    members.reservePorts();
    ExecutorService starters = Executors.newFixedThreadPool(SIZE);
    List<CompletableFuture<Void>> starting = new ArrayList<>();
    for (int i = 0; i < SIZE; i++) {
      int member = i;
      starting.add(CompletableFuture.runAsync(() -> members.start(member), starters));
    }
    for (CompletableFuture<Void> each : starting) {
      each.get(60, TimeUnit.SECONDS);
    }
    starters.shutdown();
    return members;
  }

  private void reservePorts() throws IOException {
    List<ServerSocket> reserved = new ArrayList<>();
    for (int i = 0; i < 2 * SIZE; i++) {
      ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      reserved.add(socket);
      (i < SIZE ? clientPorts : peerPorts).add(socket.getLocalPort());
    }
    for (ServerSocket socket : reserved) {
      socket.close();
    }
  }

  void start(int i) {
    try {
      servers[i] = BalsaServer.start(config(i));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void stop(int i) {
    if (servers[i] != null) {
      servers[i].close();
      servers[i] = null;
    }
  }

  /** Ends it as a process ends that is killed: connections break, leadership is not handed over. */
  void kill(int i) {
    servers[i].breakOff(() -> {});
    servers[i] = null;
  }

  int clientPort(int i) {
    return clientPorts.get(i);
  }

  int peerPort(int i) {
    return peerPorts.get(i);
  }

  String[] endpoints() {
    return clientPorts.stream().map(port -> "127.0.0.1:" + port).toArray(String[]::new);
  }

  /** Who leads; -1 if nobody does at this moment. */
  int leader() {
    for (int i = 0; i < SIZE; i++) {
      if (servers[i] != null && servers[i].replica().status().leader()) {
        return i;
      }
    }
    return -1;
  }

  private BalsaConfig config(int i) {
    StringBuilder cluster = new StringBuilder();
    for (int member = 0; member < SIZE; member++) {
      cluster.append(member == 0 ? "" : ",").append("m").append(member).append("=");
      cluster.append("http://127.0.0.1:").append(peerPorts.get(member));
    }
    List<URI> client = List.of(URI.create("http://127.0.0.1:" + clientPorts.get(i)));
    List<URI> peer = List.of(URI.create("http://127.0.0.1:" + peerPorts.get(i)));
    return BalsaConfig.builder()
        .set(MemberSettings.NAME, "m" + i)
        .set(MemberSettings.DATA_DIR, directory.resolve("m" + i).toString())
        .set(MemberSettings.LISTEN_CLIENT_URLS, client)
        .set(ClusterSettings.ADVERTISE_CLIENT_URLS, client)
        .set(MemberSettings.LISTEN_PEER_URLS, peer)
        .set(ClusterSettings.INITIAL_ADVERTISE_PEER_URLS, peer)
        .set(ClusterSettings.INITIAL_CLUSTER, cluster.toString())
        .set(MemberSettings.HEARTBEAT_INTERVAL, Duration.ofMillis(50))
        .set(MemberSettings.ELECTION_TIMEOUT, Duration.ofMillis(500))
        .build();
  }

  @Override
  public void close() {
    for (int i = 0; i < SIZE; i++) {
      stop(i);
    }
  }
}
