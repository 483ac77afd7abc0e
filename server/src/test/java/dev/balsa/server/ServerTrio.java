package dev.balsa.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.ByteString;
import dev.balsa.api.KVGrpc;
import dev.balsa.api.MaintenanceGrpc;
import dev.balsa.api.PutRequest;
import dev.balsa.api.RangeRequest;
import dev.balsa.api.StatusRequest;
import dev.balsa.api.StatusResponse;
import dev.balsa.server.config.BalsaConfig;
import dev.balsa.server.config.ClusterSettings;
import dev.balsa.server.config.MemberSettings;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three servers in this JVM, with real ports, threads and files. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
abstract class ServerTrio {

  static final int SIZE = 3;

  @TempDir Path directory;

  private final List<ServerSocket> reserved = new ArrayList<>();
  private final List<Integer> peerPorts = new ArrayList<>();
  final BalsaServer[] servers = new BalsaServer[SIZE];
  final ManagedChannel[] channels = new ManagedChannel[SIZE];

  void form() throws Exception {
    for (int i = 0; i < SIZE; i++) {
      ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      reserved.add(socket);
      peerPorts.add(socket.getLocalPort());
    }
    for (ServerSocket socket : reserved) {
      socket.close();
    }
    portsAreChosen();
    restartAll();
  }

  /** Starts all three, which none of them could do alone. */
  void restartAll() throws Exception {
    ExecutorService starters = Executors.newFixedThreadPool(SIZE);
    List<CompletableFuture<Void>> starting = new ArrayList<>();
    for (int i = 0; i < SIZE; i++) {
      int member = i;
      starting.add(CompletableFuture.runAsync(() -> start(member), starters));
    }
    for (CompletableFuture<Void> each : starting) {
      each.get(60, TimeUnit.SECONDS);
    }
    starters.shutdown();
  }

  void start(int i) {
    try {
      servers[i] = BalsaServer.start(config(i));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    channels[i] =
        NettyChannelBuilder.forAddress("127.0.0.1", servers[i].clientPort()).usePlaintext().build();
  }

  private String peerUrl(int i) {
    return peerScheme() + "://127.0.0.1:" + peerPorts.get(i);
  }

  int peerPort(int i) {
    return peerPorts.get(i);
  }

  /** Whether members speak TLS to each other. */
  String peerScheme() {
    return "http";
  }

  private BalsaConfig config(int i) {
    StringBuilder cluster = new StringBuilder();
    for (int member = 0; member < SIZE; member++) {
      cluster.append(member == 0 ? "" : ",").append("m").append(member).append("=");
      cluster.append(peerUrl(member));
    }
    List<URI> peer = List.of(URI.create(peerUrl(i)));
    BalsaConfig.Builder builder =
        BalsaConfig.builder()
            .set(MemberSettings.NAME, "m" + i)
            .set(MemberSettings.DATA_DIR, directory.resolve("m" + i).toString())
            .set(MemberSettings.LISTEN_CLIENT_URLS, List.of(URI.create("http://127.0.0.1:0")))
            .set(
                ClusterSettings.ADVERTISE_CLIENT_URLS, List.of(URI.create("http://127.0.0.1:2379")))
            .set(MemberSettings.LISTEN_PEER_URLS, peer)
            .set(ClusterSettings.INITIAL_ADVERTISE_PEER_URLS, peer)
            .set(ClusterSettings.INITIAL_CLUSTER, cluster.toString())
            .set(MemberSettings.HEARTBEAT_INTERVAL, Duration.ofMillis(50))
            .set(MemberSettings.ELECTION_TIMEOUT, Duration.ofMillis(1_000));
    adjust(builder);
    return builder.build();
  }

  @AfterEach
  void stopAll() {
    for (int i = 0; i < SIZE; i++) {
      stop(i);
    }
  }

  void stop(int i) {
    if (servers[i] != null) {
      channels[i].shutdownNow();
      servers[i].close();
      servers[i] = null;
    }
  }

  StatusResponse status(int i) {
    return MaintenanceGrpc.newBlockingStub(channels[i]).status(StatusRequest.getDefaultInstance());
  }

  long put(int i, String key, String value) {
    PutRequest put =
        PutRequest.newBuilder()
            .setKey(ByteString.copyFromUtf8(key))
            .setValue(ByteString.copyFromUtf8(value))
            .build();
    while (true) {
      try {
        return KVGrpc.newBlockingStub(channels[i]).put(put).getHeader().getRevision();
      } catch (StatusRuntimeException electing) {
        assertEquals(io.grpc.Status.Code.UNAVAILABLE, electing.getStatus().getCode());
      }
    }
  }

  String get(int i, String key) {
    RangeRequest range = RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8(key)).build();
    while (true) {
      try {
        return KVGrpc.newBlockingStub(channels[i]).range(range).getKvs(0).getValue().toStringUtf8();
      } catch (StatusRuntimeException electing) {
        assertEquals(io.grpc.Status.Code.UNAVAILABLE, electing.getStatus().getCode());
      }
    }
  }

  int leader() {
    for (int i = 0; i < SIZE; i++) {
      if (servers[i] != null && servers[i].replica().status().leader()) {
        return i;
      }
    }
    return -1;
  }

  /** Called before the first start. */
  void portsAreChosen() throws Exception {
    // nothing else has to know them
  }

  /** Changes settings of all members. */
  void adjust(BalsaConfig.Builder builder) {
    // the defaults will do
  }
}
