package dev.balsa.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.balsa.api.ClusterGrpc;
import dev.balsa.api.KVGrpc;
import dev.balsa.api.MaintenanceGrpc;
import dev.balsa.api.Member;
import dev.balsa.api.MemberAddRequest;
import dev.balsa.api.MemberAddResponse;
import dev.balsa.api.MemberListRequest;
import dev.balsa.api.MemberPromoteRequest;
import dev.balsa.api.MemberRemoveRequest;
import dev.balsa.api.PutRequest;
import dev.balsa.api.RangeRequest;
import dev.balsa.api.StatusRequest;
import dev.balsa.server.config.BalsaConfig;
import dev.balsa.server.config.ClusterSettings;
import dev.balsa.server.config.MemberSettings;
import dev.balsa.server.errors.EtcdError;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Members that come and go, with real ports, threads and files. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class GrowingClusterTest {

  private static final int SIZE = 3;

  /**
   * What a client sees while leadership or a connection changes, or members are not healthy yet.
   */
  private static final Set<String> PASSING =
      Set.of(
          EtcdError.UNHEALTHY.text(),
          EtcdError.LEARNER_NOT_READY.text(),
          EtcdError.NOT_SUPPORTED_FOR_LEARNER.text());

  @TempDir Path directory;

  private final List<Integer> peerPorts = new ArrayList<>();
  private final BalsaServer[] servers = new BalsaServer[SIZE];
  private final ManagedChannel[] channels = new ManagedChannel[SIZE];

  @BeforeEach
  void reservePorts() throws IOException {
    List<ServerSocket> reserved = new ArrayList<>();
    for (int i = 0; i < SIZE; i++) {
      ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      reserved.add(socket);
      peerPorts.add(socket.getLocalPort());
    }
    for (ServerSocket socket : reserved) {
      socket.close();
    }
  }

  @AfterEach
  void stopAll() {
    for (int i = 0; i < SIZE; i++) {
      stop(i);
    }
  }

  private String url(int i) {
    return "http://127.0.0.1:" + peerPorts.get(i);
  }

  private BalsaConfig config(int i, String state, int... listed) {
    List<String> cluster = new ArrayList<>();
    for (int member : listed) {
      cluster.add("m" + member + "=" + url(member));
    }
    List<URI> peer = List.of(URI.create(url(i)));
    return BalsaConfig.builder()
        .set(MemberSettings.NAME, "m" + i)
        .set(MemberSettings.DATA_DIR, directory.resolve("m" + i).toString())
        .set(MemberSettings.LISTEN_CLIENT_URLS, List.of(URI.create("http://127.0.0.1:0")))
        .set(ClusterSettings.ADVERTISE_CLIENT_URLS, List.of(URI.create("http://127.0.0.1:2379")))
        .set(MemberSettings.LISTEN_PEER_URLS, peer)
        .set(ClusterSettings.INITIAL_ADVERTISE_PEER_URLS, peer)
        .set(ClusterSettings.INITIAL_CLUSTER, String.join(",", cluster))
        .set(ClusterSettings.INITIAL_CLUSTER_STATE, state)
        .set(MemberSettings.HEARTBEAT_INTERVAL, Duration.ofMillis(50))
        .set(MemberSettings.ELECTION_TIMEOUT, Duration.ofMillis(1_000))
        .build();
  }

  private void start(int i, BalsaConfig config) throws IOException {
    servers[i] = BalsaServer.start(config);
    channels[i] =
        NettyChannelBuilder.forAddress("127.0.0.1", servers[i].clientPort()).usePlaintext().build();
  }

  private void stop(int i) {
    if (servers[i] != null) {
      channels[i].shutdownNow();
      servers[i].close();
      servers[i] = null;
    }
  }

  /** Asks until the answer is not one that passes by itself. */
  private static <T> T patiently(Supplier<T> call) {
    while (true) {
      try {
        return call.get();
      } catch (StatusRuntimeException e) {
        boolean passes =
            e.getStatus().getCode() == Status.Code.UNAVAILABLE
                || PASSING.contains(e.getStatus().getDescription());
        assertTrue(passes, () -> "refused: " + e.getStatus());
      }
    }
  }

  private ClusterGrpc.ClusterBlockingStub cluster(int i) {
    return ClusterGrpc.newBlockingStub(channels[i]);
  }

  private long add(int at, int i, boolean learner) {
    MemberAddRequest request =
        MemberAddRequest.newBuilder().addPeerURLs(url(i)).setIsLearner(learner).build();
    MemberAddResponse added = patiently(() -> cluster(at).memberAdd(request));
    assertEquals(List.of(url(i)), added.getMember().getPeerURLsList());
    assertTrue(added.getMembersList().contains(added.getMember()));
    return added.getMember().getID();
  }

  private List<Member> promote(int at, long id) {
    MemberPromoteRequest request = MemberPromoteRequest.newBuilder().setID(id).build();
    return patiently(() -> cluster(at).memberPromote(request)).getMembersList();
  }

  private long put(int i, String key) {
    ByteString bytes = ByteString.copyFromUtf8(key);
    PutRequest put = PutRequest.newBuilder().setKey(bytes).setValue(bytes).build();
    return patiently(() -> KVGrpc.newBlockingStub(channels[i]).put(put).getHeader().getRevision());
  }

  private RangeRequest get(String key, boolean serializable) {
    return RangeRequest.newBuilder()
        .setKey(ByteString.copyFromUtf8(key))
        .setSerializable(serializable)
        .build();
  }

  private String read(int i, String key) {
    return patiently(
        () ->
            KVGrpc.newBlockingStub(channels[i])
                .range(get(key, false))
                .getKvs(0)
                .getValue()
                .toStringUtf8());
  }

  private void assertLearnerServesLittle(int i) {
    patiently(() -> KVGrpc.newBlockingStub(channels[i]).range(get("a", true)));
    assertTrue(
        MaintenanceGrpc.newBlockingStub(channels[i])
            .status(StatusRequest.getDefaultInstance())
            .getIsLearner());
    for (Runnable refused :
        List.<Runnable>of(
            () -> KVGrpc.newBlockingStub(channels[i]).range(get("a", false)),
            () -> KVGrpc.newBlockingStub(channels[i]).put(PutRequest.getDefaultInstance()),
            () -> cluster(i).memberList(MemberListRequest.getDefaultInstance()))) {
      StatusRuntimeException e = assertThrows(StatusRuntimeException.class, refused::run);
      assertEquals(EtcdError.NOT_SUPPORTED_FOR_LEARNER.text(), e.getStatus().getDescription());
    }
  }

  @Test
  void oneMemberBecomesThreeAndTheFirstGoesItsWay() throws Exception {
    start(0, config(0, "new", 0));
    put(0, "a");
    long second = add(0, 1, true);
    start(1, config(1, "existing", 0, 1));
    assertLearnerServesLittle(1);
    promote(0, second);
    assertEquals("a", read(1, "a"));
    long third = add(1, 2, true);
    start(2, config(2, "existing", 0, 1, 2));
    List<Member> promoted = promote(1, third); // through a follower, or the leader: it is the same
    assertEquals(3, promoted.size());
    assertTrue(promoted.stream().noneMatch(Member::getIsLearner));
    put(2, "b");
    long first = servers[0].replica().memberId();
    MemberRemoveRequest remove = MemberRemoveRequest.newBuilder().setID(first).build();
    assertEquals(2, patiently(() -> cluster(1).memberRemove(remove)).getMembersCount());
    servers[0].awaitTermination();
    assertTrue(servers[0].wasRemoved());
    put(1, "c");
    assertEquals("b", read(1, "b"));
    assertEquals("c", read(2, "c"));
    servers[0].close();
    servers[0] = null;
    IOException told = assertThrows(IOException.class, () -> start(0, config(0, "new", 0)));
    assertEquals("the member has been permanently removed from the cluster", told.getMessage());
  }

  @Test
  void aMemberThatNobodyExpectsIsToldSoInEtcdsWords() throws Exception {
    start(0, config(0, "new", 0));
    add(0, 2, true);
    IOException unexpected =
        assertThrows(IOException.class, () -> start(1, config(1, "existing", 0, 1, 2)));
    assertTrue(unexpected.getMessage().endsWith("member count is unequal"), unexpected::getMessage);
    IOException another =
        assertThrows(IOException.class, () -> start(1, config(1, "existing", 0, 1)));
    assertTrue(another.getMessage().contains("no match found for existing member"));
    IOException nobody = assertThrows(IOException.class, () -> start(1, config(1, "existing", 1)));
    assertEquals(
        "cannot fetch cluster info from peer urls: could not retrieve cluster information from the"
            + " given URLs",
        nobody.getMessage());
    assertFalse(directory.resolve("m1/member/wal").toFile().exists());
  }
}
