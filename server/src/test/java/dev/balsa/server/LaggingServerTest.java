package dev.balsa.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.balsa.api.HashKVRequest;
import dev.balsa.api.KVGrpc;
import dev.balsa.api.MaintenanceGrpc;
import dev.balsa.api.PutRequest;
import dev.balsa.server.config.BalsaConfig;
import dev.balsa.server.config.ClusterSettings;
import dev.balsa.server.config.MemberSettings;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three servers with real ports, threads and files, one of which stays away for longer than the log
 * is kept.
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class LaggingServerTest {

  private static final int SIZE = 3;
  private static final long SNAPSHOT_COUNT = 100;
  private static final int MISSED = 600;

  @TempDir Path directory;

  private final List<Integer> peerPorts = new ArrayList<>();
  private final BalsaServer[] servers = new BalsaServer[SIZE];
  private final ManagedChannel[] channels = new ManagedChannel[SIZE];
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch pace = new CountDownLatch(1);
  private int written;

  private void form() throws Exception {
    List<ServerSocket> reserved = new ArrayList<>();
    for (int i = 0; i < SIZE; i++) {
      ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      reserved.add(socket);
      peerPorts.add(socket.getLocalPort());
    }
    for (ServerSocket socket : reserved) {
      socket.close();
    }
    List<CompletableFuture<Void>> starting = new ArrayList<>();
    for (int i = 0; i < SIZE; i++) {
      int member = i;
      starting.add(CompletableFuture.runAsync(() -> start(member), threads));
    }
    for (CompletableFuture<Void> each : starting) {
      each.get(60, TimeUnit.SECONDS);
    }
  }

  private void start(int i) {
    try {
      servers[i] = BalsaServer.start(config(i));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    channels[i] =
        NettyChannelBuilder.forAddress("127.0.0.1", servers[i].clientPort()).usePlaintext().build();
  }

  private BalsaConfig config(int i) {
    List<String> cluster = new ArrayList<>();
    for (int member = 0; member < SIZE; member++) {
      cluster.add("m" + member + "=http://127.0.0.1:" + peerPorts.get(member));
    }
    List<URI> peer = List.of(URI.create("http://127.0.0.1:" + peerPorts.get(i)));
    return BalsaConfig.builder()
        .set(MemberSettings.NAME, "m" + i)
        .set(MemberSettings.DATA_DIR, directory.resolve("m" + i).toString())
        .set(MemberSettings.LISTEN_CLIENT_URLS, List.of(URI.create("http://127.0.0.1:0")))
        .set(ClusterSettings.ADVERTISE_CLIENT_URLS, List.of(URI.create("http://127.0.0.1:2379")))
        .set(MemberSettings.LISTEN_PEER_URLS, peer)
        .set(ClusterSettings.INITIAL_ADVERTISE_PEER_URLS, peer)
        .set(ClusterSettings.INITIAL_CLUSTER, String.join(",", cluster))
        .set(MemberSettings.SNAPSHOT_COUNT, SNAPSHOT_COUNT)
        .set(MemberSettings.SNAPSHOT_CATCHUP_ENTRIES, 10L)
        .set(MemberSettings.HEARTBEAT_INTERVAL, Duration.ofMillis(50))
        .set(MemberSettings.ELECTION_TIMEOUT, Duration.ofMillis(1_000))
        .build();
  }

  @AfterEach
  void stopAll() {
    for (int i = 0; i < SIZE; i++) {
      stop(i);
    }
    threads.shutdownNow();
  }

  private void stop(int i) {
    if (servers[i] != null) {
      channels[i].shutdownNow();
      servers[i].close();
      servers[i] = null;
    }
  }

  private void put(int at) {
    String text = "value-" + ++written + "-".repeat(200);
    PutRequest put =
        PutRequest.newBuilder()
            .setKey(ByteString.copyFromUtf8("key-" + written % 50))
            .setValue(ByteString.copyFromUtf8(text))
            .build();
    while (true) {
      try {
        long unused = KVGrpc.newBlockingStub(channels[at]).put(put).getHeader().getRevision();
        return;
      } catch (StatusRuntimeException electing) {
        assertEquals(io.grpc.Status.Code.UNAVAILABLE, electing.getStatus().getCode());
      }
    }
  }

  /** Some time for the others; the limit of the test ends what never comes. */
  private void pause() throws InterruptedException {
    assertFalse(pace.await(20, TimeUnit.MILLISECONDS));
  }

  private int hash(int i, long revision) {
    return MaintenanceGrpc.newBlockingStub(channels[i])
        .hashKV(HashKVRequest.newBuilder().setRevision(revision).build())
        .getHash();
  }

  private boolean hasReceivedACopy(int i) throws IOException {
    try (Stream<Path> entries = Files.list(directory.resolve("m" + i).resolve("member"))) {
      return entries.anyMatch(entry -> entry.getFileName().toString().startsWith("store-"));
    }
  }

  @Test
  void aServerThatMissedMoreThanTheLogKeepsComesBackByACopyWhileWritesGoOn() throws Exception {
    form();
    int lagging = 2;
    stop(lagging);
    for (int i = 0; i < MISSED; i++) {
      put(i % 2);
    }
    AtomicBoolean enough = new AtomicBoolean();
    CompletableFuture<Void> writer =
        CompletableFuture.runAsync(
            () -> {
              while (!enough.get()) {
                put(0);
              }
            },
            threads);
    start(lagging);
    while (!hasReceivedACopy(lagging)) {
      pause();
    }
    put(lagging);
    enough.set(true);
    writer.get(30, TimeUnit.SECONDS);
    long revision = servers[0].replica().view().revision();
    while (servers[lagging].replica().view().revision() < revision
        || servers[1].replica().view().revision() < revision) {
      pause();
    }
    assertEquals(hash(0, revision), hash(lagging, revision));
    assertEquals(hash(1, revision), hash(lagging, revision));
    stop(lagging);
    start(lagging);
    assertEquals(hash(0, revision), hash(lagging, revision));
    assertTrue(servers[lagging].replica().view().revision() >= revision);
  }
}
