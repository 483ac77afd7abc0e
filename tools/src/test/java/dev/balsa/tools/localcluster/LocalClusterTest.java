package dev.balsa.tools.localcluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
class LocalClusterTest {
  @TempDir Path directory;

  private ClusterProcess start(String... options) throws IOException {
    return new ClusterProcess(directory, options);
  }

  @Test
  void startsAllMembersTellsHowToReachThemAndEndsThemWhenAsked() throws Exception {
    try (ClusterProcess cluster = start()) {
      cluster.awaitLine("cluster | all 3 members serve clients. In another terminal:");
      cluster.awaitLine("etcdctl --endpoints " + cluster.endpoints());
      cluster.awaitLine("m2      | 12:31:02.389 info  ready to serve client requests  name=m2");
      ProcessHandle member = FakeServer.member(cluster.data(), 2);
      cluster.type("q");
      assertEquals(0, cluster.awaitExit());
      assertFalse(member.isAlive());
      assertEquals(3, cluster.lines().stream().filter(line -> line.contains("gently")).count());
    }
  }

  @Test
  void tellsWhoDiedWithItsLastLinesAndBringsItBackWhenAsked() throws Exception {
    try (ClusterProcess cluster = start()) {
      cluster.awaitLine("all 3 members serve clients");
      cluster.type("k 2");
      cluster.awaitLine("cluster | m2 was killed; it said last:");
      cluster.awaitLine("cluster |   12:31:02.389 info  ready to serve client requests  name=m2");
      cluster.awaitLine("2 of 3 members are left: a majority, the cluster goes on");
      cluster.type("k 1");
      cluster.awaitLine(
          "1 of 3 members are left: no majority, nothing is acknowledged until 2 run");
      cluster.type("r m2");
      cluster.awaitLine("m2 starts again");
      cluster.awaitLines("ready to serve client requests  name=m2", 3);
      cluster.type("r 2");
      cluster.awaitLine("m2 runs already");
      cluster.type("k 9");
      cluster.awaitLines(Keys.HELP, 2);
    }
  }

  @Test
  void restartsWhoDiedByItselfIfTold() throws Exception {
    try (ClusterProcess cluster = start("--restart", "--members", "1")) {
      cluster.awaitLine("all 1 members serve clients");
      cluster.type("k 1");
      cluster.awaitLine("m1 starts again");
    }
  }

  @Test
  void leavesNoMemberBehindHoweverItEnds() throws Exception {
    for (boolean forcibly : new boolean[] {false, true}) {
      try (ClusterProcess cluster = start("--fresh")) {
        cluster.awaitLine("all 3 members serve clients");
        ProcessHandle member = FakeServer.member(cluster.data(), 3);
        assertTrue(member.isAlive());
        cluster.signal(forcibly);
        member.onExit().get(60, TimeUnit.SECONDS);
      }
    }
  }

  @Test
  void saysWhichPortIsTakenAndStartsNothing() throws Exception {
    try (ClusterProcess cluster = start();
        ServerSocket taken =
            new ServerSocket(cluster.peerPort(1), 1, InetAddress.getLoopbackAddress())) {
      assertEquals(1, cluster.restarted().awaitExit());
      cluster.awaitLine(
          "local-cluster: port " + taken.getLocalPort() + ", which m1 needs, is in use");
    }
  }

  @Test
  void keepsTheDataUnlessToldToBeginAnewAndRefusesThatOfAnotherCluster() throws Exception {
    Path data = directory.resolve("data");
    Path kept = Files.createDirectories(data.resolve("m1.etcd")).resolve("kept");
    Files.writeString(kept, "x");
    Path foreign = Files.writeString(data.resolve("notes.txt"), "mine");
    try (ClusterProcess cluster = start()) {
      assertEquals(1, cluster.awaitExit());
      cluster.awaitLine("holds a cluster of 1: --members 1 goes on with it, --fresh begins anew");
    }
    try (ClusterProcess cluster = start("--members", "1")) {
      cluster.awaitLine("all 1 members serve clients");
      assertTrue(Files.exists(kept));
    }
    try (ClusterProcess cluster = start("--fresh")) {
      cluster.awaitLine("all 3 members serve clients");
      assertFalse(Files.exists(kept));
      assertTrue(Files.exists(foreign));
    }
  }

  @Test
  void refusesWrongUseWithAWordWhy() throws Exception {
    try (ClusterProcess cluster = start("--members", "0")) {
      assertEquals(2, cluster.awaitExit());
      cluster.awaitLine("--members must be at least 1");
    }
    assertEquals(List.of(), DataDirectories.found(directory.resolve("nowhere")));
  }
}
