package dev.balsa.jepsen.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.ByteString;
import dev.balsa.api.ClusterGrpc;
import dev.balsa.api.KVGrpc;
import dev.balsa.api.MemberListRequest;
import dev.balsa.api.PutRequest;
import dev.balsa.api.RangeRequest;
import dev.balsa.jepsen.live.client.Connections;
import dev.balsa.jepsen.live.cluster.Cluster;
import dev.balsa.jepsen.live.cluster.ServerProcess;
import dev.balsa.jepsen.live.cluster.SmallDisk;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How members begin and end as processes: what they take for granted, and what they refuse. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ProcessLifeTest {

  private static final Path PROGRAM =
      Path.of(System.getProperty("live.server", "../server/bin/balsa"));

  private static final RangeRequest BEFORE =
      RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8("before")).build();

  private static final int LOST = 0;
  private static final int LEFT = 1;
  private static final int SIZE = 3;

  /** What a process ends with that a second signal finds closing. */
  private static final int SECOND_SIGNAL = 130;

  private static final int PATIENCE_SECONDS = 120;

  private static Path program() {
    assertTrue(Files.isExecutable(PROGRAM), () -> PROGRAM.toAbsolutePath() + " is not there");
    return PROGRAM.toAbsolutePath().normalize();
  }

  private static void deleteAll(Path directory) throws IOException {
    try (Stream<Path> found = Files.walk(directory)) {
      for (Path each : found.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  private static void awaitSaid(ServerProcess server, String words) throws InterruptedException {
    assertTrue(server.awaitSaid(words, PATIENCE_SECONDS), server::log);
  }

  private static void put(ManagedChannel member, String key) {
    ByteString bytes = ByteString.copyFromUtf8(key);
    PutRequest put = PutRequest.newBuilder().setKey(bytes).setValue(bytes).build();
    while (true) {
      try {
        KVGrpc.newBlockingStub(member).put(put);
        return;
      } catch (StatusRuntimeException electing) {
        assertEquals(Status.Code.UNAVAILABLE, electing.getStatus().getCode());
      }
    }
  }

  // How long closing takes is not in the test's hand: a signal that comes after the end of it finds
  // no process, so there are some tries.
  @Test
  void aSecondSigtermEndsTheProcessOnTheSpot(@TempDir Path directory)
      throws IOException, InterruptedException {
    try (ServerProcess server = new ServerProcess(program(), directory.resolve("data"))) {
      int code = 0;
      for (int tries = 0; tries < 10 && code != SECOND_SIGNAL; tries++) {
        server.start();
        try (Connections client = new Connections(List.of("127.0.0.1:" + server.clientPort()))) {
          put(client.channel(0), "a"); // with a client to say goodbye to, closing takes longer
          server.askToEnd();
          awaitSaid(server, "closing the server");
          server.askToEnd();
          assertTrue(server.awaitExit(PATIENCE_SECONDS), server::log);
        }
        code = server.exitCode();
      }
      assertEquals(SECOND_SIGNAL, code, server::log);
      server.start(); // and nothing is the worse for it
    }
  }

  @Test
  void aStartOnADiskThatCannotBeWrittenEndsWithOneLineThatSaysSoAndChangesNothing(
      @TempDir Path directory) throws IOException, InterruptedException {
    assumeTrue(SmallDisk.isAllowed(directory), "only root may mount file systems");
    Path data = directory.resolve("data");
    try (ServerProcess server = new ServerProcess(program(), data)) {
      server.start();
      try (Connections client = new Connections(List.of("127.0.0.1:" + server.clientPort()))) {
        put(client.channel(0), "before");
      }
      server.terminate();
      try (SmallDisk disk = SmallDisk.under(data)) {
        disk.readOnly(true);
        server.launch();
        assertTrue(server.awaitExit(PATIENCE_SECONDS), server::log);
        assertEquals(1, server.exitCode(), server::log);
        List<String> told =
            server.log().lines().filter(line -> line.contains("Read-only file system")).toList();
        assertEquals(1, told.size(), server::log);
        assertTrue(told.get(0).contains("\"level\":\"fatal\""), server::log);
        disk.readOnly(false);
        server.start();
        try (Connections client = new Connections(List.of("127.0.0.1:" + server.clientPort()))) {
          assertEquals(1, KVGrpc.newBlockingStub(client.channel(0)).range(BEFORE).getCount());
        }
        server.terminate();
      }
    }
  }

  @Test
  void whoLostItsDataIsNoMemberAnyMoreAndOneOfThreeGoesOnAloneIfForced(@TempDir Path directory)
      throws IOException, InterruptedException {
    try (Cluster cluster = Cluster.direct(program(), directory, SIZE)) {
      cluster.start();
      try (Connections clients = new Connections(List.of(cluster.endpoints(List.of(LEFT))))) {
        put(clients.channel(0), "before");
        losesItsData(cluster);
        isOfAnotherCluster(cluster);
        goesOnAlone(cluster, clients.channel(0));
      }
    }
  }

  private static void losesItsData(Cluster cluster) throws IOException, InterruptedException {
    ServerProcess lost = cluster.process(LOST);
    lost.kill();
    deleteAll(cluster.data(LOST));
    lost.launch();
    assertTrue(lost.awaitExit(PATIENCE_SECONDS), lost::log);
    assertEquals(1, lost.exitCode(), lost::log);
    assertTrue(lost.log().contains(" has already been bootstrapped"), lost::log);
  }

  private static void isOfAnotherCluster(Cluster cluster) throws IOException, InterruptedException {
    ServerProcess stranger = cluster.process(LOST);
    stranger.launch("--initial-cluster-token=of-another-cluster");
    awaitSaid(stranger, "a member refuses this one: ");
    awaitSaid(cluster.process(LEFT), "refused a stranger at the peer port: ");
    stranger.kill();
  }

  private static void goesOnAlone(Cluster cluster, ManagedChannel left)
      throws IOException, InterruptedException {
    for (int member = 0; member < SIZE; member++) {
      cluster.process(member).kill();
    }
    cluster.process(LEFT).launch("--force-new-cluster");
    cluster.process(LEFT).awaitReady();
    put(left, "after");
    assertEquals(1, KVGrpc.newBlockingStub(left).range(BEFORE).getCount());
    MemberListRequest list = MemberListRequest.newBuilder().setLinearizable(true).build();
    assertEquals(1, ClusterGrpc.newBlockingStub(left).memberList(list).getMembersCount());
  }
}
