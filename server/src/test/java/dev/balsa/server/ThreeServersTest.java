package dev.balsa.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.balsa.api.KVGrpc;
import dev.balsa.api.LeaseGrantRequest;
import dev.balsa.api.LeaseGrpc;
import dev.balsa.api.LeaseTimeToLiveRequest;
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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three servers in this JVM, with real ports, threads and files. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class ThreeServersTest {

  private static final int SIZE = 3;

  @TempDir Path directory;

  private final List<ServerSocket> reserved = new ArrayList<>();
  private final List<Integer> peerPorts = new ArrayList<>();
  private final BalsaServer[] servers = new BalsaServer[SIZE];
  private final ManagedChannel[] channels = new ManagedChannel[SIZE];

  private void form() throws Exception {
    for (int i = 0; i < SIZE; i++) {
      ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      reserved.add(socket);
      peerPorts.add(socket.getLocalPort());
    }
    for (ServerSocket socket : reserved) {
      socket.close();
    }
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

  private void start(int i) {
    try {
      servers[i] = BalsaServer.start(config(i));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    channels[i] =
        NettyChannelBuilder.forAddress("127.0.0.1", servers[i].clientPort()).usePlaintext().build();
  }

  private BalsaConfig config(int i) {
    StringBuilder cluster = new StringBuilder();
    for (int member = 0; member < SIZE; member++) {
      cluster.append(member == 0 ? "" : ",").append("m").append(member).append("=");
      cluster.append("http://127.0.0.1:").append(peerPorts.get(member));
    }
    List<URI> peer = List.of(URI.create("http://127.0.0.1:" + peerPorts.get(i)));
    return BalsaConfig.builder()
        .set(MemberSettings.NAME, "m" + i)
        .set(MemberSettings.DATA_DIR, directory.resolve("m" + i).toString())
        .set(MemberSettings.LISTEN_CLIENT_URLS, List.of(URI.create("http://127.0.0.1:0")))
        .set(ClusterSettings.ADVERTISE_CLIENT_URLS, List.of(URI.create("http://127.0.0.1:2379")))
        .set(MemberSettings.LISTEN_PEER_URLS, peer)
        .set(ClusterSettings.INITIAL_ADVERTISE_PEER_URLS, peer)
        .set(ClusterSettings.INITIAL_CLUSTER, cluster.toString())
        .set(MemberSettings.HEARTBEAT_INTERVAL, Duration.ofMillis(50))
        .set(MemberSettings.ELECTION_TIMEOUT, Duration.ofMillis(1_000))
        .build();
  }

  @AfterEach
  void stopAll() {
    for (int i = 0; i < SIZE; i++) {
      stop(i);
    }
  }

  private void stop(int i) {
    if (servers[i] != null) {
      channels[i].shutdownNow();
      servers[i].close();
      servers[i] = null;
    }
  }

  private StatusResponse status(int i) {
    return MaintenanceGrpc.newBlockingStub(channels[i]).status(StatusRequest.getDefaultInstance());
  }

  private long put(int i, String key, String value) {
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

  private String get(int i, String key) {
    RangeRequest range = RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8(key)).build();
    while (true) {
      try {
        return KVGrpc.newBlockingStub(channels[i]).range(range).getKvs(0).getValue().toStringUtf8();
      } catch (StatusRuntimeException electing) {
        assertEquals(io.grpc.Status.Code.UNAVAILABLE, electing.getStatus().getCode());
      }
    }
  }

  private int leader() {
    for (int i = 0; i < SIZE; i++) {
      if (servers[i] != null && servers[i].replica().status().leader()) {
        return i;
      }
    }
    return -1;
  }

  @Test
  void threeServersFormOneClusterAndEachTakesWritesAndLinearizableReads() throws Exception {
    form();
    Set<Long> leaders = new HashSet<>();
    Set<Long> clusters = new HashSet<>();
    for (int i = 0; i < SIZE; i++) {
      StatusResponse status = status(i);
      leaders.add(status.getLeader());
      clusters.add(status.getHeader().getClusterId());
      put(i, "key-" + i, "value-" + i);
      assertEquals(3, servers[i].replica().members().size());
    }
    assertEquals(1, leaders.size());
    assertNotEquals(Set.of(0L), leaders);
    assertEquals(1, clusters.size());
    for (int i = 0; i < SIZE; i++) {
      assertEquals("value-" + (i + 1) % SIZE, get(i, "key-" + (i + 1) % SIZE));
    }
  }

  @Test
  void theOthersGoOnWithoutTheLeaderAndItCatchesUpWhenItIsBack() throws Exception {
    form();
    put(0, "before", "1");
    int old = leader();
    stop(old);
    int other = (old + 1) % SIZE;
    put(other, "during", "2");
    start(old);
    assertEquals("1", get(old, "before"));
    assertEquals("2", get(old, "during"));
    assertEquals(servers[other].replica().clusterId(), servers[old].replica().clusterId());
  }

  @Test
  void aLargeValueReachesEveryMember() throws Exception {
    form();
    String large = "x".repeat(1_400_000);
    put(0, "large", large);
    for (int i = 0; i < SIZE; i++) {
      assertEquals(large, get(i, "large"));
    }
  }

  @Test
  void everyMemberAnswersForLeases() throws Exception {
    form();
    LeaseGrpc.newBlockingStub(channels[0])
        .leaseGrant(LeaseGrantRequest.newBuilder().setID(77).setTTL(60).build());
    for (int i = 0; i < SIZE; i++) {
      get(i == 0 ? 0 : i, putOnce());
      long ttl =
          LeaseGrpc.newBlockingStub(channels[i])
              .leaseTimeToLive(LeaseTimeToLiveRequest.newBuilder().setID(77).build())
              .getTTL();
      assertTrue(ttl > 30 && ttl <= 62, "time to live " + ttl);
    }
  }

  private String putOnce() {
    put(0, "k", "v");
    return "k";
  }
}
