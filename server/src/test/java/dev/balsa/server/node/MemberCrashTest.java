package dev.balsa.server.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.balsa.api.CompactionRequest;
import dev.balsa.api.PutRequest;
import dev.balsa.mvcc.KeyRange;
import dev.balsa.mvcc.KeyValue;
import dev.balsa.mvcc.Op;
import dev.balsa.mvcc.SortOrder;
import dev.balsa.mvcc.SortTarget;
import dev.balsa.mvcc.Store;
import dev.balsa.mvcc.StoreConfig;
import dev.balsa.mvcc.backend.MemoryBackend;
import dev.balsa.server.apply.CommandKind;
import dev.balsa.server.apply.MemberInfo;
import dev.balsa.server.apply.Outcome;
import dev.balsa.server.env.ManualEnvironment;
import dev.balsa.server.metrics.Metrics;
import dev.balsa.wal.WalConfig;
import dev.balsa.wal.disk.SimulatedCrash;
import dev.balsa.wal.disk.SimulatedDisk;
import dev.balsa.watch.WatchConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A whole member on one thread, whose machine stops at a random disk operation again and again. */
class MemberCrashTest {

  private static final Path WAL = Path.of("/data/member/wal");
  private static final long MILLI = 1_000_000L;
  private static final int KEYS = 40;

  private final TreeMap<String, Long> acknowledged = new TreeMap<>();

  private SplittableRandom random;
  private SimulatedDisk disk;
  private MemoryBackend backend;
  private ManualEnvironment environment;
  private Store store;
  private Member member;
  private long highestAcknowledged;
  private int sent;

  static List<Long> seeds() {
    return new SplittableRandom(20260101).longs(60).boxed().toList();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void whatWasAcknowledgedIsThereAfterEveryCrash(long seed) throws Exception {
    random = new SplittableRandom(seed);
    disk = new SimulatedDisk(random.split());
    backend = new MemoryBackend();
    for (int round = 0; round < 12; round++) {
      disk.crashAt(1 + random.nextInt(120));
      try {
        start();
        write();
        disk.crash();
      } catch (SimulatedCrash expected) {
        // the process ended here
      }
      disk.restart();
      backend = backend.crashed();
      checkAfterRestart();
    }
    assertTrue(highestAcknowledged > 1, "nothing was ever acknowledged, so nothing was tested");
  }

  private void start() throws Exception {
    environment = new ManualEnvironment(disk, random.nextLong());
    store = Store.open(backend, StoreConfig.DEFAULT);
    MemberInfo self = new MemberInfo(7, "one", List.of("http://localhost:2380"), List.of(), false);
    MemberConfig config =
        new MemberConfig(
            "one",
            7,
            List.of(self),
            List.of("http://localhost:2379"),
            "3.7.0",
            WAL,
            WalConfig.DEFAULT.withSegmentBytes(16_384).withMaxSegments(2),
            WatchConfig.DEFAULT,
            NodeConfig.of(100, 1_000, 50, 20, 1 << 20, 0));
    member = Member.start(config, environment, store, new Metrics());
    for (int i = 0; !member.ready().isDone(); i++) {
      assertTrue(
          i < 100_000,
          "the member does not become ready: "
              + member.replica().status()
              + ", members "
              + member.replica().members());
      turn();
    }
  }

  private void turn() throws Exception {
    environment.step();
    if (random.nextInt(50) == 0) {
      environment.advance(50 * MILLI);
    }
    if (member.failure().isDone()) {
      Throwable cause = member.failure().join();
      if (cause instanceof SimulatedCrash crash) {
        throw crash;
      }
      throw new AssertionError(cause);
    }
  }

  private void write() throws Exception {
    for (int i = 0; i < 400; i++) {
      if (random.nextInt(3) == 0) {
        propose();
      }
      turn();
    }
  }

  private void propose() {
    if (random.nextInt(40) == 0 && highestAcknowledged > 2) {
      CompactionRequest compaction =
          CompactionRequest.newBuilder().setRevision(highestAcknowledged - 1).build();
      member.replica().propose(CommandKind.COMPACTION, compaction.toByteArray(), outcome -> {});
      return;
    }
    String key = "key-" + random.nextInt(KEYS);
    PutRequest put =
        PutRequest.newBuilder()
            .setKey(ByteString.copyFromUtf8(key))
            .setValue(ByteString.copyFromUtf8("value-" + ++sent + "-".repeat(random.nextInt(200))))
            .build();
    member
        .replica()
        .propose(
            CommandKind.PUT,
            put.toByteArray(),
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
    start();
    long revision = store.view().revision();
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
    for (KeyValue kv : store.view().range(everything).kvs()) {
      found.put(new String(kv.key(), StandardCharsets.UTF_8), kv.modRevision());
    }
    acknowledged.forEach(
        (key, acknowledgedAt) ->
            assertTrue(
                found.getOrDefault(key, 0L) >= acknowledgedAt,
                key + " acknowledged at " + acknowledgedAt + " is at " + found.get(key)));
    assertEquals(revision, Math.max(1, found.values().stream().mapToLong(r -> r).max().orElse(1)));
    highestAcknowledged = Math.max(highestAcknowledged, revision);
    member.close();
    environment.close();
  }
}
