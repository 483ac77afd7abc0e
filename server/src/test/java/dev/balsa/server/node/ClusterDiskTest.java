package dev.balsa.server.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.mvcc.KeyRange;
import dev.balsa.mvcc.Op;
import dev.balsa.server.apply.CommandKind;
import dev.balsa.server.apply.Outcome;
import dev.balsa.wal.disk.SimulatedDisk;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A disk that fails stops its member and nobody else; with a disk that works again the member comes
 * back, and nothing acknowledged is missing on it.
 */
class ClusterDiskTest {

  private static final int WRITES_UNDER_WAY = 4;

  private final List<String> acknowledged = new ArrayList<>();
  private SimulatedCluster cluster;
  private int sent;

  /** Writes that a member has not answered; one that stops never will. */
  private final int[] underWay = new int[3];

  static List<Long> seeds() {
    return new SplittableRandom(Long.getLong("balsa.seed", 20261121))
        .longs(Integer.getInteger("balsa.seeds", 30))
        .boxed()
        .toList();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void aFailedWriteOrSyncStopsOneMemberAndTheOthersGoOn(long seed) throws Exception {
    int failAt = 1 + new SplittableRandom(seed).nextInt(20);
    memberStops(seed, disk -> disk.failAt(failAt), disk -> {});
    assertTrue(
        cluster.diskFailures.get(0).getMessage() != null, "the operator is told what failed");
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void aFullDiskStopsOneMemberAndTheOthersGoOn(long seed) throws Exception {
    long capacityBytes = 40_000L + new SplittableRandom(seed).nextInt(40_000);
    memberStops(
        seed,
        disk -> disk.capacityBytes(capacityBytes),
        disk -> disk.capacityBytes(Long.MAX_VALUE));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void aDiskThatBecomesReadOnlyStopsOneMemberAndTheOthersGoOn(long seed) throws Exception {
    memberStops(seed, disk -> disk.readOnly(true), disk -> disk.readOnly(false));
    String told = cluster.diskFailures.get(0).getMessage();
    assertTrue(told.startsWith("Read-only file system"), told);
  }

  /**
   * @param breaks what happens to the disk of one member
   * @param repairs what somebody does about it before the member starts again
   */
  private void memberStops(
      long seed, Consumer<SimulatedDisk> breaks, Consumer<SimulatedDisk> repairs) throws Exception {
    cluster = new SimulatedCluster(seed, 3).start();
    cluster.disksMayFail = true;
    cluster.turnUntil(cluster::isUnited, "a leader");
    writeUntil(() -> acknowledged.size() >= 10, "the first writes");
    int victim = cluster.random.nextInt(3);
    SimulatedMember machine = cluster.machine(victim);
    breaks.accept(machine.disk);
    writeUntil(() -> !cluster.diskFailures.isEmpty(), "the disk fails");
    assertFalse(cluster.isRunning(victim));
    int before = acknowledged.size();
    writeUntil(() -> acknowledged.size() >= before + 20, "the others go on");
    assertEquals(1, cluster.diskFailures.size(), "nobody else stops");

    repairs.accept(machine.disk);
    underWay[victim] = 0;
    cluster.start();
    writeUntil(() -> cluster.isUnited() && cluster.isEven(), "the member is back");
    for (String key : acknowledged) {
      Op.Range read = Op.Range.of(KeyRange.single(key.getBytes(StandardCharsets.UTF_8)), 0);
      assertEquals(1, cluster.replica(victim).view().range(read).kvs().size(), key);
    }
  }

  /** Lets clients write, a few at a time, through whoever leads. */
  private void writeUntil(BooleanSupplier condition, String what) throws Exception {
    cluster.turnUntil(
        () -> {
          int leader = cluster.leader();
          if (leader >= 0 && underWay[leader] < WRITES_UNDER_WAY) {
            write(leader);
          }
          return condition.getAsBoolean();
        },
        what);
  }

  private void write(int member) {
    String key = "key " + sent++;
    underWay[member]++;
    cluster
        .replica(member)
        .propose(
            CommandKind.PUT,
            SimulatedMember.put(key, "value of some length ".repeat(10)).toByteArray(),
            outcome -> {
              underWay[member]--;
              if (outcome instanceof Outcome.Executed) {
                acknowledged.add(key);
              }
            });
  }
}
