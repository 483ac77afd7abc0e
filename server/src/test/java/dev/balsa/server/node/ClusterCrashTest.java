package dev.balsa.server.node;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.mvcc.KeyRange;
import dev.balsa.mvcc.KeyValue;
import dev.balsa.mvcc.Op;
import dev.balsa.mvcc.SortOrder;
import dev.balsa.mvcc.SortTarget;
import dev.balsa.mvcc.View;
import dev.balsa.server.apply.CommandKind;
import dev.balsa.server.apply.Outcome;
import dev.balsa.server.errors.EtcdError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Three members whose machines stop and whose network breaks by chance, while clients write and
 * read on any of them. Revisions number all writes in one order, so they are the register to watch:
 * a write or a read must get a revision that is not older than any that somebody had been given
 * before it began.
 */
class ClusterCrashTest {

  private static final int ROUNDS = 10;
  private static final int KEYS = 20;

  private record Written(String key, String value) {}

  private final TreeMap<Long, Written> acknowledged = new TreeMap<>();
  private SimulatedCluster cluster;
  private SplittableRandom random;
  private long newestSeen;
  private int sent;
  private int reads;

  /** Copies of stores that reached a member that lagged, over all seeds. */
  private static int copies;

  @AfterAll
  static void membersLaggedBeyondTheLog() {
    assertTrue(copies > 5, "only " + copies + " copies of stores were needed");
  }

  static List<Long> seeds() {
    return new SplittableRandom(Long.getLong("balsa.seed", 20260202))
        .longs(Integer.getInteger("balsa.seeds", 60))
        .boxed()
        .toList();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void nothingAcknowledgedIsLostAndNoReadIsStale(long seed) throws Exception {
    cluster = new SimulatedCluster(seed, 3).start();
    random = cluster.random.split();
    for (int round = 0; round < ROUNDS; round++) {
      disturb();
      work(3_000);
      if (random.nextBoolean()) {
        cluster.network.heal();
      }
      restartSome();
      work(3_000);
    }
    cluster.network.heal();
    for (int i = 0; i < 3; i++) {
      if (cluster.isRunning(i)) {
        cluster.crash(i); // all at once
      }
    }
    cluster.start();
    cluster.turnUntil(cluster::isUnited, "all members follow one leader again");
    // What a new leader knows to be committed is sure only after it has committed something itself.
    int before = acknowledged.size();
    write(cluster.replica(cluster.leader()));
    cluster.turnUntil(() -> acknowledged.size() > before, "a write succeeds again");
    cluster.turnUntil(() -> cluster.isUnited() && cluster.isEven(), "all members agree again");
    checkEverywhere();
    copies += cluster.network.copiesArrived;
    assertTrue(acknowledged.size() > 20, "only " + acknowledged.size() + " writes succeeded");
    assertTrue(reads > 20, "only " + reads + " reads succeeded");
  }

  private void disturb() {
    switch (random.nextInt(5)) {
      case 0 -> isolate(random.nextInt(3));
      case 1 -> cluster.network.lossOneIn = 2 + random.nextInt(10);
      case 2 -> cluster.network.cut(anyId(), anyId());
      case 3 -> {
        int victim = random.nextInt(3);
        if (cluster.isRunning(victim)) {
          cluster.machine(victim).disk.crashAt(1 + random.nextInt(60));
        }
      }
      default -> {
        for (int i = 0; i < 3; i++) {
          if (cluster.isRunning(i) && random.nextBoolean()) {
            cluster.crash(i);
          }
        }
      }
    }
  }

  private void isolate(int member) {
    List<Long> others = new ArrayList<>(cluster.ids);
    others.remove(member);
    cluster.network.isolate(cluster.ids.get(member), others);
  }

  private long anyId() {
    return cluster.ids.get(random.nextInt(3));
  }

  private void restartSome() throws Exception {
    for (int i = 0; i < 3; i++) {
      if (!cluster.isRunning(i) && random.nextInt(3) > 0) {
        cluster.boot(i);
      }
    }
  }

  private void work(int turns) throws Exception {
    for (int i = 0; i < turns; i++) {
      int at = random.nextInt(3);
      if (cluster.isRunning(at) && random.nextInt(20) == 0) {
        if (random.nextBoolean()) {
          write(cluster.replica(at));
        } else {
          read(cluster.replica(at));
        }
      }
      cluster.turn();
    }
  }

  private void write(Replica replica) {
    long seenBefore = newestSeen;
    Written written = new Written("key-" + random.nextInt(KEYS), "value-" + ++sent);
    replica.propose(
        CommandKind.PUT,
        SimulatedMember.put(written.key(), written.value()).toByteArray(),
        outcome -> {
          if (outcome instanceof Outcome.Executed executed) {
            long revision = executed.result().revision();
            assertTrue(revision > seenBefore, "a write went into the past");
            assertEquals(null, acknowledged.put(revision, written), "a revision was given twice");
            newestSeen = Math.max(newestSeen, revision);
          }
        });
  }

  private void read(Replica replica) {
    long seenBefore = newestSeen;
    replica.linearize(
        new ReadReply() {
          @Override
          public void ready(View view) {
            assertTrue(
                view.revision() >= seenBefore,
                () -> "a read saw " + view.revision() + " when " + seenBefore + " was known");
            newestSeen = Math.max(newestSeen, view.revision());
            reads++;
          }

          @Override
          public void failed(EtcdError error) {
            // no promise was made
          }
        });
  }

  private void checkEverywhere() {
    View first = cluster.machine(0).store.view();
    for (int i = 0; i < 3; i++) {
      View view = cluster.machine(i).store.view();
      assertEquals(first.appliedIndex(), view.appliedIndex());
      assertEquals(first.stateHash(), view.stateHash());
      acknowledged.forEach((revision, written) -> checkWritten(view, revision, written));
    }
  }

  private static void checkWritten(View view, long revision, Written written) {
    Op.Range range =
        new Op.Range(
            KeyRange.of(bytes(written.key()), new byte[0]),
            0,
            revision,
            SortOrder.NONE,
            SortTarget.KEY,
            false,
            false,
            0,
            0,
            0,
            0);
    List<KeyValue> found = view.range(range).kvs();
    assertEquals(1, found.size(), () -> written + " at " + revision + " is lost");
    assertEquals(revision, found.get(0).modRevision());
    assertArrayEquals(bytes(written.value()), found.get(0).value());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
