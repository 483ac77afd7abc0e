package dev.balsa.tools.balsautl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.server.BalsaServer;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * From a real etcd to Balsa and back: nothing that a client can see is different anywhere. In full,
 * with a hundred thousand keys:
 *
 * <pre>
 * mvn -q -pl tools -am -Dtest=RoundTripTest -Dsurefire.failIfNoSpecifiedTests=false \
 *   -Droundtrip.keys=100000 test
 * </pre>
 */
class RoundTripTest {

  private static final String ROOT = "--user=root:rootpw";

  private static final long SEED = Long.getLong("roundtrip.seed", 8L);

  private static final int KEYS = Integer.getInteger("roundtrip.keys", 3_000);

  private static final int KEYS_A_CHANGE = 60;
  private static final int KEYS_A_LEASE = 100;

  private final long begunNanos = System.nanoTime();
  private final Path directory = Scratch.directory();

  @AfterEach
  void clean() throws IOException {
    Scratch.delete(directory);
  }

  @Test
  void fromEtcdToBalsaAndBackEverythingIsKept() throws Exception {
    Etcd.assumeThere();
    System.out.println("round trip: -Droundtrip.seed=" + SEED + " -Droundtrip.keys=" + KEYS);
    Random random = new Random(SEED);
    Path first = directory.resolve("from-etcd.db");
    Path second = directory.resolve("from-balsa.db");
    try (Etcd etcd = Etcd.start(directory.resolve("etcd1"));
        State state = new State(etcd.port(), KEYS)) {
      fill(state, random);
      tell("etcd is filled");
      Etcd.ctl(etcd.port(), "user", "add", "ann:secret");
      Etcd.ctl(etcd.port(), "role", "add", "reader");
      Etcd.ctl(etcd.port(), "role", "grant-permission", "reader", "read", "/key/", "/key0");
      Etcd.ctl(etcd.port(), "user", "grant-role", "ann", "reader");
      Etcd.ctl(etcd.port(), "snapshot", "save", first.toString());
      tell("a snapshot is taken");
      statusIsEtcdctls(first);
      UtlRun.ok("snapshot", "verify", first);
      UtlRun.ok("snapshot", "restore", first, "--data-dir", directory.resolve("balsa"));
      try (BalsaServer balsa = Balsa.start(directory.resolve("balsa"));
          State moved = new State(balsa.clientPort(), KEYS)) {
        tell("Balsa runs");
        tell(State.same(state, moved, state.hashKv(0).getCompactRevision()));
        moved.change(random, 30);
        moved.compact(moved.revision() - 20);
        moved.change(random, 30);
        // Who may do what counts in the copy, and passwords of the first etcd are still good.
        Etcd.ctl(balsa.clientPort(), "user", "add", "root:rootpw");
        Etcd.ctl(balsa.clientPort(), "auth", "enable");
        Etcd.ctl(balsa.clientPort(), "get", "/key/1", "--user=ann:secret");
        Etcd.ctl(balsa.clientPort(), "snapshot", "save", second.toString(), ROOT);
        Etcd.ctl(balsa.clientPort(), "auth", "disable", ROOT);
        tell("Balsa has changed, and a snapshot is taken");
        statusIsEtcdctls(second);
        backToEtcd(second, moved);
      }
    }
  }

  private void tell(String step) {
    System.out.printf("round trip: %6.2f s  %s%n", (System.nanoTime() - begunNanos) / 1e9, step);
  }

  /** Keys with history, deletions, leases; compacted in the middle. */
  private void fill(State state, Random random) {
    state.fill(random);
    state.change(random, KEYS / KEYS_A_CHANGE / 2);
    tell("keys are put");
    for (int i = 1; i <= KEYS / KEYS_A_LEASE; i++) {
      state.lease(1_000 + i, 10_000 + i);
      state.put("/leased/" + i, "x", 1_000 + i);
      state.put("/leased/too/" + random.nextInt(30), "y", 1_000 + i);
    }
    tell("leases are granted");
    state.compact(state.revision() - KEYS_A_LEASE / 2);
    state.change(random, KEYS / KEYS_A_CHANGE / 2);
  }

  private static void statusIsEtcdctls(Path file) throws Exception {
    String theirs = Etcd.ctl(0, "snapshot", "status", file.toString(), "-w", "json");
    String ours = UtlRun.ok("snapshot", "status", file, "-w", "json");
    String withoutBrace = theirs.substring(0, theirs.length() - 1);
    assertTrue(ours.startsWith(withoutBrace), () -> ours + " is not " + theirs);
  }

  private void backToEtcd(Path file, State balsa) throws Exception {
    Path data = directory.resolve("etcd2");
    Etcd.ctl(0, "snapshot", "restore", file.toString(), "--data-dir", data.toString());
    try (Etcd etcd = Etcd.start(data);
        State state = new State(etcd.port(), KEYS)) {
      Etcd.ctl(etcd.port(), "get", "/key/1", "--user=ann:secret");
      assertEquals(
          Status.Code.INVALID_ARGUMENT,
          assertThrows(StatusRuntimeException.class, () -> state.put("/key/1", "x", 0))
              .getStatus()
              .getCode());
      Etcd.ctl(etcd.port(), "auth", "disable", ROOT);
      tell("etcd runs");
      tell(State.same(balsa, state, balsa.hashKv(0).getCompactRevision()));
      assertTrue(Etcd.ctl(etcd.port(), "user", "get", "ann").contains("reader"));
      assertTrue(Etcd.ctl(etcd.port(), "role", "get", "reader").contains("[/key/, /key0)"));
      state.put("goes", "on", 0);
      assertEquals(balsa.revision() + 1, state.revision());
    }
  }

  @Test
  void theDataOfAnEtcdThatWasKilledIsTakenOverWithTheEndOfItsLog() throws Exception {
    Etcd.assumeThere();
    Random random = new Random(SEED);
    Path data = directory.resolve("etcd");
    // Only a compaction makes this etcd write its bbolt file: what follows is in the log alone.
    try (Etcd etcd =
            Etcd.start(data, "--backend-batch-interval=1h", "--backend-batch-limit=1000000");
        State state = new State(etcd.port(), KEYS)) {
      fill(state, random);
      String running =
          UtlRun.refused("migrate", "--from-data-dir", data, "--data-dir", directory.resolve("b"));
      assertTrue(running.contains("a server is running on"), running);
      state.change(random, 20);
      etcd.kill();
    }
    UtlRun run =
        UtlRun.of("migrate", "--from-data-dir", data, "--data-dir", directory.resolve("balsa"));
    assertEquals(0, run.exit(), run.toString());
    assertTrue(run.err().matches("(?s).*\\b[1-9]\\d+ entries of the log .*"), run.err());
    UtlRun.ok("check", directory.resolve("balsa"));
    try (Etcd etcd = Etcd.start(data);
        State state = new State(etcd.port(), KEYS);
        BalsaServer balsa = Balsa.start(directory.resolve("balsa"));
        State moved = new State(balsa.clientPort(), KEYS)) {
      tell(State.same(state, moved, state.hashKv(0).getCompactRevision()));
    }
  }
}
