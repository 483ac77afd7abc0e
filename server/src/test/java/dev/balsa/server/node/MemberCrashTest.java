package dev.balsa.server.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.api.CompactionRequest;
import dev.balsa.mvcc.KeyRange;
import dev.balsa.mvcc.KeyValue;
import dev.balsa.mvcc.Op;
import dev.balsa.mvcc.SortOrder;
import dev.balsa.mvcc.SortTarget;
import dev.balsa.server.apply.CommandKind;
import dev.balsa.server.apply.Outcome;
import dev.balsa.wal.disk.SimulatedCrash;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A whole member on one thread, whose machine stops at a random disk operation again and again. */
class MemberCrashTest {

  private static final int KEYS = 40;

  private final TreeMap<String, Long> acknowledged = new TreeMap<>();
  private SimulatedMember machine;
  private long highestAcknowledged;
  private int sent;

  static List<Long> seeds() {
    return new SplittableRandom(20260101).longs(40).boxed().toList();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void whatWasAcknowledgedIsThereAfterEveryCrash(long seed) throws Exception {
    machine = new SimulatedMember(seed);
    for (int round = 0; round < 12; round++) {
      machine.disk.crashAt(1 + machine.random.nextInt(120));
      try {
        machine.start();
        write();
      } catch (SimulatedCrash expected) {
        // the process ended here
      }
      machine.restartMachine();
      checkAfterRestart();
    }
    assertTrue(highestAcknowledged > 1, "nothing was ever acknowledged, so nothing was tested");
  }

  private void write() throws Exception {
    for (int i = 0; i < 400; i++) {
      if (machine.random.nextInt(3) == 0) {
        propose();
      }
      machine.turn();
    }
  }

  private void propose() {
    Replica replica = machine.member.replica();
    if (machine.random.nextInt(40) == 0 && highestAcknowledged > 2) {
      CompactionRequest compaction =
          CompactionRequest.newBuilder().setRevision(highestAcknowledged - 1).build();
      replica.propose(CommandKind.COMPACTION, compaction.toByteArray(), outcome -> {});
      return;
    }
    String key = "key-" + machine.random.nextInt(KEYS);
    String value = "value-" + ++sent + "-".repeat(machine.random.nextInt(200));
    replica.propose(
        CommandKind.PUT,
        SimulatedMember.put(key, value).toByteArray(),
        outcome -> {
          if (outcome instanceof Outcome.Executed executed) {
            long revision = executed.result().revision();
            assertTrue(revision > highestAcknowledged, "revisions rise");
            highestAcknowledged = revision;
            acknowledged.put(key, revision);
          }
        });
  }

  /** Starts once more without trouble, and compares. */
  private void checkAfterRestart() throws Exception {
    machine.start();
    long revision = machine.store.view().revision();
    assertTrue(
        revision >= highestAcknowledged,
        "revision " + revision + " is older than the acknowledged " + highestAcknowledged);
    Op.Range everything =
        new Op.Range(
            KeyRange.of(new byte[] {0}, new byte[] {0}),
            0,
            0,
            SortOrder.NONE,
            SortTarget.KEY,
            false,
            false,
            0,
            0,
            0,
            0);
    TreeMap<String, Long> found = new TreeMap<>();
    for (KeyValue kv : machine.store.view().range(everything).kvs()) {
      found.put(new String(kv.key(), StandardCharsets.UTF_8), kv.modRevision());
    }
    acknowledged.forEach(
        (key, acknowledgedAt) ->
            assertTrue(
                found.getOrDefault(key, 0L) >= acknowledgedAt,
                key + " acknowledged at " + acknowledgedAt + " is at " + found.get(key)));
    assertEquals(revision, Math.max(1, found.values().stream().mapToLong(r -> r).max().orElse(1)));
    highestAcknowledged = Math.max(highestAcknowledged, revision);
    machine.stop();
  }
}
