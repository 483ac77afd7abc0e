package dev.balsa.server.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.mvcc.Op;
import dev.balsa.mvcc.Store;
import dev.balsa.mvcc.StoreConfig;
import dev.balsa.mvcc.backend.MemoryBackend;
import dev.balsa.server.env.ManualEnvironment;
import dev.balsa.server.metrics.BackupMetrics;
import dev.balsa.server.metrics.Metrics;
import dev.balsa.wal.disk.Disk;
import dev.balsa.wal.disk.DiskFile;
import dev.balsa.wal.disk.SimulatedCrash;
import dev.balsa.wal.disk.SimulatedDisk;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Backups on a schedule, on a disk that does what disks may do. */
class BackupAgentTest {

  private static final Path DIRECTORY = Path.of("/backups");
  private static final long INTERVAL_NANOS = 3_600_000_000_000L;
  private static final long MEMBER = 0xabcdL;
  private static final int SHA_BYTES = 32;

  private final SimulatedDisk disk = new SimulatedDisk(new SplittableRandom(1));
  private final ManualEnvironment environment = new ManualEnvironment(guarded(disk), 1);
  private final BackupMetrics metrics = new Metrics().backup;
  private final Store store = Store.open(new MemoryBackend(), StoreConfig.DEFAULT);
  private int entries;

  /** Whether whole backups cannot be removed. */
  private boolean undeletable;

  /** The disk, which refuses to remove backups while the test says so. */
  private Disk guarded(Disk real) {
    return (Disk)
        Proxy.newProxyInstance(
            Disk.class.getClassLoader(),
            new Class<?>[] {Disk.class},
            (proxy, method, arguments) -> {
              if (undeletable
                  && method.getName().equals("delete")
                  && arguments[0].toString().endsWith(".db")) {
                throw new IOException("operation not permitted");
              }
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @AfterEach
  void close() {
    store.close();
  }

  private BackupAgent agent(long retention) {
    put();
    return new BackupAgent(
        new BackupPlan(DIRECTORY, INTERVAL_NANOS, retention, "3.7.0"),
        environment,
        metrics,
        MEMBER,
        store::pin,
        () -> store.view().revision());
  }

  private void put() {
    store.beginBatch();
    store.apply(Op.Put.of(("key" + entries).getBytes(UTF_8), new byte[2_000]));
    store.commitBatch(++entries, 1);
  }

  /** Calls the agent until it has nothing to do. */
  private void run(BackupAgent agent) {
    while (agent.doWork(environment.clock().nanoTime()) > 0) {
      // the next step
    }
  }

  private List<String> backups() throws IOException {
    return disk.list(DIRECTORY).stream().filter(name -> name.startsWith("balsa-abcd-")).toList();
  }

  private byte[] content(String name) throws IOException {
    try (DiskFile file = disk.open(DIRECTORY.resolve(name), Disk.Access.READ)) {
      ByteBuffer bytes = ByteBuffer.allocate((int) file.sizeBytes());
      file.read(bytes, 0);
      return bytes.array();
    }
  }

  private static void assertWhole(byte[] bytes) throws NoSuchAlgorithmException {
    byte[] state = Arrays.copyOf(bytes, bytes.length - SHA_BYTES);
    byte[] sum = Arrays.copyOfRange(bytes, state.length, bytes.length);
    assertEquals(0, state.length % 512);
    assertTrue(Arrays.equals(MessageDigest.getInstance("SHA-256").digest(state), sum));
  }

  private void strange(String name) throws IOException {
    disk.createDirectories(DIRECTORY);
    disk.open(DIRECTORY.resolve(name), Disk.Access.CREATE).close();
  }

  @Test
  void theNewestBackupsStayAndSoDoesWhateverElseIsThere() throws Exception {
    List<String> strangers =
        List.of(
            "balsa-abcd-20200101T000000Z-r1.db.old",
            "balsa-beef-20200101T000000Z-r1.db",
            "balsa-beef-20200101T000000Z-r1.db.tmp",
            "notes.db");
    for (String stranger : strangers) {
      strange(stranger);
    }
    BackupAgent agent = agent(2);
    run(agent);
    for (int i = 0; i < 3; i++) {
      environment.advance(INTERVAL_NANOS - 1);
      run(agent);
      environment.advance(1);
      put();
      run(agent);
    }
    assertEquals(
        List.of("balsa-abcd-19700101T020001Z-r4.db", "balsa-abcd-19700101T030001Z-r5.db"),
        backups().stream().filter(name -> !strangers.contains(name)).toList());
    assertTrue(disk.list(DIRECTORY).containsAll(strangers));
    assertWhole(content("balsa-abcd-19700101T030001Z-r5.db"));
    assertEquals(4, metrics.taken.get());
    assertEquals(10_801, metrics.newestTimestampSeconds.get());
  }

  @Test
  void aFullDiskIsToldAndTheNextAttemptSucceeds() throws Exception {
    BackupAgent agent = agent(7);
    disk.capacityBytes(4_096);
    run(agent);
    assertEquals(1, metrics.failed.get());
    assertEquals(List.of(), backups());
    disk.capacityBytes(1 << 20);
    environment.advance(60_000_000_000L);
    run(agent);
    assertEquals(1, metrics.taken.get());
    assertEquals(1, backups().size());
  }

  @Test
  void anOldBackupThatCannotBeRemovedMakesNoFurtherBackups() throws Exception {
    BackupAgent agent = agent(1);
    run(agent);
    undeletable = true;
    environment.advance(INTERVAL_NANOS);
    run(agent);
    assertEquals(2, metrics.taken.get());
    environment.advance(INTERVAL_NANOS - 1);
    run(agent);
    assertEquals(2, metrics.taken.get(), "the next one is due an interval later");
    assertEquals(0, metrics.failed.get());
    assertEquals(2, backups().size());

    undeletable = false;
    environment.advance(1);
    run(agent);
    assertEquals(3, metrics.taken.get());
    assertEquals(1, backups().size());
  }

  @Test
  void restartsInARowMakeNoBackupsInARow() throws Exception {
    run(agent(7));
    environment.advance(INTERVAL_NANOS / 2);
    BackupAgent restarted = agent(7);
    run(restarted);
    assertEquals(1, backups().size());
    environment.advance(INTERVAL_NANOS / 2);
    run(restarted);
    assertEquals(2, backups().size());
  }

  @Test
  void aCrashAtAnyMomentLeavesWholeBackupsOnly() throws Exception {
    boolean crashed = true;
    for (long moment = 1; crashed; moment++) {
      disk.crashAt(moment);
      try {
        run(agent(2));
      } catch (SimulatedCrash expected) {
        assertTrue(disk.crashed());
      }
      crashed = disk.crashed();
      if (crashed) {
        disk.restart();
      }
      if (disk.exists(DIRECTORY)) {
        for (String name : backups()) {
          if (name.endsWith(".db")) {
            assertWhole(content(name));
          }
        }
      }
      environment.advance(INTERVAL_NANOS);
    }
    assertTrue(backups().stream().noneMatch(name -> name.endsWith(".tmp")), backups().toString());
  }
}
