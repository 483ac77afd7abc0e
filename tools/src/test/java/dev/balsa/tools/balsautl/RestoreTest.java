package dev.balsa.tools.balsautl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.mvcc.Op;
import dev.balsa.mvcc.Store;
import dev.balsa.mvcc.StoreConfig;
import dev.balsa.mvcc.backend.MemoryBackend;
import dev.balsa.mvcc.backend.RocksBackend;
import dev.balsa.server.BalsaServer;
import dev.balsa.server.backup.StateFile;
import dev.balsa.server.config.BalsaConfig;
import dev.balsa.server.config.ClusterSettings;
import dev.balsa.server.config.MemberSettings;
import dev.balsa.tools.ports.FreePort;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Data directories from snapshots, without an etcd. */
class RestoreTest {

  private final Path directory = Scratch.directory();

  @AfterEach
  void clean() throws IOException {
    Scratch.delete(directory);
  }

  /** A snapshot file of a store with so many revisions. */
  private Path snapshot(int puts) throws Exception {
    Path file = directory.resolve("snapshot" + puts + ".db");
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    try (Store store = Store.open(new MemoryBackend(), StoreConfig.DEFAULT)) {
      store.beginBatch();
      store.grantLease(7, 100);
      for (int i = 0; i < puts; i++) {
        store.apply(Op.Put.of(("key" + i % 1_000).getBytes(UTF_8), ("value" + i).getBytes(UTF_8)));
      }
      store.commitBatch(puts, 3);
      try (StateFile state = new StateFile(store.pin(), "3.7.0");
          OutputStream out = Files.newOutputStream(file);
          DigestOutputStream digest = new DigestOutputStream(out, sha256)) {
        while (state.measure(1_000)) {
          // until all has been looked at
        }
        byte[] buffer = new byte[10_000];
        for (int n = state.read(buffer); n > 0; n = state.read(buffer)) {
          digest.write(buffer, 0, n);
        }
        out.write(sha256.digest());
      }
    }
    return file;
  }

  @Test
  void threeMembersStartFromOneSnapshotAndGoOnTogether() throws Exception {
    Path file = snapshot(3_000);
    List<String> names = List.of("m1", "m2", "m3");
    List<String> peers = new ArrayList<>();
    while (peers.size() < names.size()) {
      peers.add("http://127.0.0.1:" + FreePort.next());
    }
    String cluster = "m1=" + peers.get(0) + ",m2=" + peers.get(1) + ",m3=" + peers.get(2);
    List<CompletableFuture<BalsaServer>> starting = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      Path data = directory.resolve(names.get(i));
      UtlRun.ok(
          "snapshot",
          "restore",
          file,
          "--data-dir",
          data,
          "--name",
          names.get(i),
          "--initial-cluster",
          cluster,
          "--initial-advertise-peer-urls",
          peers.get(i));
      List<URI> peer = List.of(URI.create(peers.get(i)));
      BalsaConfig config =
          Balsa.config(data)
              .set(MemberSettings.NAME, names.get(i))
              .set(MemberSettings.LISTEN_PEER_URLS, peer)
              .set(ClusterSettings.INITIAL_ADVERTISE_PEER_URLS, peer)
              .set(ClusterSettings.INITIAL_CLUSTER, cluster)
              .build();
      starting.add(start(config));
    }
    List<BalsaServer> servers = new ArrayList<>();
    try {
      for (CompletableFuture<BalsaServer> each : starting) {
        servers.add(each.get(60, TimeUnit.SECONDS));
      }
      try (State one = new State(servers.get(0).clientPort());
          State three = new State(servers.get(2).clientPort())) {
        assertEquals(3_001, one.revision());
        one.put("new", "thing", 7);
        State.same(one, three, 1_500);
        assertEquals("100 [new]", three.leases().get(7L));
      }
    } finally {
      servers.forEach(BalsaServer::close);
    }
  }

  private static CompletableFuture<BalsaServer> start(BalsaConfig config) {
    CompletableFuture<BalsaServer> server = new CompletableFuture<>();
    Thread starter =
        new Thread(
            () -> {
              try {
                server.complete(BalsaServer.start(config));
              } catch (IOException | RuntimeException e) {
                server.completeExceptionally(e);
              }
            });
    starter.start();
    return server;
  }

  @Test
  void aBumpedRevisionHidesTheOldHistoryFromWatchers() throws Exception {
    Path file = snapshot(100);
    Path data = directory.resolve("bumped");
    UtlRun.ok(
        "snapshot",
        "restore",
        file,
        "--data-dir",
        data,
        "--bump-revision",
        1_000,
        "--mark-compacted");
    try (BalsaServer server = Balsa.start(data);
        State state = new State(server.clientPort())) {
      assertEquals(1_101, state.revision());
      assertEquals(100, state.keys(0).size());
      assertEquals(1_101, state.hashKv(0).getCompactRevision());
      state.put("next", "x", 0);
      assertEquals(1_102, state.events(1_102, 1_102).get(0).getKv().getModRevision());
    }
  }

  @Test
  void whatIsDamagedOrContradictsItselfIsRefused() throws Exception {
    Path file = snapshot(200);
    byte[] good = Files.readAllBytes(file);
    Path bad = directory.resolve("bad.db");
    Path data = directory.resolve("data");
    byte[] flipped = good.clone();
    flipped[5 * 4_096 + 3_000] ^= 1;
    Files.write(bad, flipped);
    for (String[] command : new String[][] {{"verify"}, {"restore", "--data-dir=" + data}}) {
      List<Object> arguments = new ArrayList<>(List.of("snapshot", command[0], bad));
      if (command.length > 1) {
        arguments.add(command[1]);
      }
      String why = UtlRun.refused(arguments.toArray());
      assertTrue(why.contains("SHA-256"), why);
    }
    flipped = good.clone();
    flipped[5 * 4_096] ^= 1;
    Files.write(bad, flipped);
    String page = UtlRun.refused("snapshot", "status", bad);
    assertTrue(page.contains("page 5 (byte 20480)"), page);
    Files.write(bad, java.util.Arrays.copyOf(good, good.length - 32));
    String noHash = UtlRun.refused("snapshot", "restore", bad, "--data-dir", data);
    assertTrue(noHash.contains("--skip-hash-check"), noHash);
    assertFalse(Files.exists(data));
    UtlRun.ok("snapshot", "restore", bad, "--skip-hash-check", "--data-dir", data);
    String again = UtlRun.refused("snapshot", "restore", file, "--data-dir", data);
    assertTrue(again.contains("exists already"), again);
    assertEquals(2, UtlRun.of("snapshot", "restore", file, "--bump-revision=5").exit());
    assertEquals(List.of("bad.db", "data", "snapshot200.db"), names());
  }

  private List<String> names() {
    return java.util.Arrays.stream(directory.toFile().list()).sorted().toList();
  }

  @Test
  void checkNamesWhatIsDamaged() throws Exception {
    Path data = directory.resolve("data");
    UtlRun.ok("snapshot", "restore", snapshot(500), "--data-dir", data);
    assertTrue(UtlRun.ok("check", data, "-w", "json").contains("\"state\":\"ok\""));
    Path table;
    try (var files = Files.list(data.resolve("member/store"))) {
      table = files.filter(each -> each.toString().endsWith(".sst")).sorted().findFirst().get();
    }
    byte[] bytes = Files.readAllBytes(table);
    bytes[bytes.length / 3] ^= 1;
    Files.write(table, bytes);
    UtlRun store = UtlRun.of("check", data);
    assertEquals(1, store.exit());
    assertTrue(store.out().contains("store, damaged"), store.out());
    assertTrue(store.out().contains(table.getFileName().toString()), store.out());
    assertFalse(store.out().contains("another process"), store.out());
    assertTrue(store.err().contains("member rebuild --data-dir " + data), store.err());
    assertTrue(store.err().contains("balsautl snapshot restore BACKUP"), store.err());
    Path wal = data.resolve("member/wal/0000000000000000-0000000000000000.wal");
    byte[] log = Files.readAllBytes(wal);
    log[60] ^= 1;
    Files.write(wal, log);
    UtlRun both = UtlRun.of("check", data);
    assertTrue(both.out().contains("log, damaged, log damaged: " + wal), both.out());
  }

  @Test
  void checkComparesTheSavedKeyIndexWithTheHistory() throws Exception {
    Path data = directory.resolve("data");
    Path other = directory.resolve("other");
    UtlRun.ok("snapshot", "restore", snapshot(500), "--data-dir", data);
    UtlRun.ok("snapshot", "restore", snapshot(400), "--data-dir", other);
    Path store = data.resolve("member/store");
    Path index = store.resolve("key-index");
    try (Store whole = Store.open(RocksBackend.open(store), StoreConfig.DEFAULT);
        FileChannel out =
            FileChannel.open(index, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      assertEquals(501, whole.saveIndex(out));
    }
    byte[] good = Files.readAllBytes(index);
    String fine = UtlRun.ok("check", data);
    assertTrue(fine.contains("index, ok, saved at revision 501, " + good.length), fine);
    byte[] flipped = good.clone();
    flipped[good.length / 2] ^= 1;
    Files.write(index, flipped);
    UtlRun damaged = UtlRun.of("check", data);
    assertEquals(1, damaged.exit());
    assertTrue(damaged.out().contains("index, damaged, " + index + ": block"), damaged.out());
    assertTrue(damaged.out().contains("at or behind byte"), damaged.out());
    assertTrue(damaged.out().contains("the next start reads the history"), damaged.out());
    assertEquals("", damaged.err(), "nothing is to be done about it");
    Files.write(other.resolve("member/store/key-index"), good);
    UtlRun early = UtlRun.of("check", other);
    assertEquals(0, early.exit(), early.out());
    assertTrue(early.out().contains("it was saved at revision 501"), early.out());
  }

  @Test
  void aCopyThatWaitsForTheNextStartIsTheStoreWhenTheLogHasItsMark() throws Exception {
    Path data = directory.resolve("data");
    Path other = directory.resolve("other");
    UtlRun.ok("snapshot", "restore", snapshot(100), "--data-dir", data);
    UtlRun.ok("snapshot", "restore", snapshot(50), "--data-dir", other);
    String expected = UtlRun.ok("hashkv", data);
    // The mark is at 1, and both have reached it: the plain name comes first.
    Files.move(other.resolve("member/store"), data.resolve("member/store-0000000000000001"));
    assertEquals(expected, UtlRun.ok("hashkv", data));
    Files.move(data.resolve("member/store"), directory.resolve("gone"));
    assertTrue(UtlRun.ok("hashkv", data).contains(", 51, "));
    UtlRun.ok("check", data);
  }

  @Test
  void aRestoreThatIsKilledLeavesNothingOrAll() throws Exception {
    Path file = snapshot(30_000);
    Path data = directory.resolve("killed");
    Path incomplete = directory.resolve("killed.incomplete");
    int cutOff = 0;
    for (int round = 0; round < 2; round++) {
      Process restore = utlProcess("snapshot", "restore", file, "--data-dir", data);
      awaitProgress(restore, incomplete, round);
      restore.destroyForcibly().waitFor();
      if (Files.exists(data)) {
        UtlRun.ok("check", data);
        Scratch.delete(data);
      } else if (Files.exists(incomplete)) {
        cutOff++;
        IOException refusal =
            org.junit.jupiter.api.Assertions.assertThrows(
                IOException.class, () -> Balsa.start(incomplete).close());
        assertTrue(
            refusal.getMessage().contains("THIS-DIRECTORY-IS-INCOMPLETE"), refusal.getMessage());
      }
    }
    assertTrue(cutOff > 0, "no restore was caught in the middle");
    UtlRun.ok("snapshot", "restore", file, "--data-dir", data);
    assertFalse(Files.exists(incomplete));
    try (BalsaServer server = Balsa.start(data);
        State state = new State(server.clientPort())) {
      assertEquals(30_001, state.revision());
    }
  }

  /** Until the directory is there and has so many files in its store, or all is over. */
  private static void awaitProgress(Process restore, Path incomplete, int round) {
    File store = incomplete.resolve("member").resolve("store").toFile();
    while (restore.isAlive()) {
      String[] files = store.list();
      if (files != null && files.length > 4 * round) {
        return;
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static Process utlProcess(Object... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-XX:TieredStopAtLevel=1", "-cp", ClassPath.text(), BalsaUtl.class.getName()));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }
}
