package dev.balsa.mvcc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.mvcc.backend.MemoryBackend;
import dev.balsa.mvcc.backend.RocksBackend;
import dev.balsa.mvcc.backend.RocksConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * After a crash the store stands where some prefix of its life had brought it, no earlier than the
 * last flush.
 */
class CrashTest {

  private static final RocksConfig SMALL = new RocksConfig(64 << 10, 2, 1 << 20, 32);
  private static final int KILLS = 4;

  @Test
  void aKilledProcessLeavesAPrefixOfItsLifeOnDisk(@TempDir Path root)
      throws IOException, InterruptedException {
    long seed = 7_2026;
    Path directory = root.resolve("db");
    long reached = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      long killAt = reached + 1500 + 700L * kill;
      long flushed = runUntilKilled(directory, seed, killAt);
      try (Store survivor = Store.open(RocksBackend.open(directory, SMALL), StoreConfig.DEFAULT)) {
        reached = survivor.appliedIndex();
        assertTrue(reached >= flushed, "flushed " + flushed + ", found " + reached);
        assertTrue(reached <= killAt);
        assertIsPrefix(seed, survivor);
      }
    }
    assertTrue(reached > 0);
  }

  /**
   * Starts a process that lives until an index and is then gone at once; returns the last index it
   * flushed.
   */
  private static long runUntilKilled(Path directory, long seed, long killAt)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Victim.class.getName(),
                directory.toString(),
                Long.toString(seed),
                Long.toString(killAt))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    long flushed = 0;
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        flushed = Long.parseLong(line);
      }
    }
    assertEquals(Victim.KILLED, process.waitFor());
    return flushed;
  }

  /** The process that dies. */
  static final class Victim {

    static final int KILLED = 137;

    private Victim() {}

    /** Arguments: directory, seed, index to die at. */
    public static void main(String[] args) {
      Store store = Store.open(RocksBackend.open(Path.of(args[0]), SMALL), StoreConfig.DEFAULT);
      long seed = Long.parseLong(args[1]);
      long killAt = Long.parseLong(args[2]);
      RandomLife life = new RandomLife(seed);
      // A life cannot be entered in its middle, so it is lived again, elsewhere, up to where the
      // store stands.
      try (Store rehearsal = Store.open(new MemoryBackend(), StoreConfig.DEFAULT)) {
        life.liveTo(store.appliedIndex(), rehearsal);
      }
      Random random = new Random(seed + killAt);
      while (life.index() < killAt) {
        store.beginBatch();
        for (int i = random.nextInt(5); i >= 0 && life.index() < killAt; i--) {
          life.step(store);
        }
        store.commitBatch(life.index(), 1);
        store.compactStep(1 + random.nextInt(20));
        if (random.nextInt(200) == 0) {
          store.flush();
          System.out.println(store.flushedAppliedIndex());
        }
      }
      Runtime.getRuntime().halt(KILLED);
    }
  }

  @Property(tries = 40, shrinking = ShrinkingMode.OFF)
  void aCrashOverMemoryLeavesExactlyWhatWasFlushed(@ForAll long seed) {
    Random random = new Random(seed);
    MemoryBackend backend = new MemoryBackend();
    for (int crash = 0; crash < 4; crash++) {
      Store store = Store.open(backend, StoreConfig.DEFAULT);
      RandomLife life = new RandomLife(seed);
      try (Store rehearsal = Store.open(new MemoryBackend(), StoreConfig.DEFAULT)) {
        life.liveTo(store.appliedIndex(), rehearsal);
      }
      for (int batch = random.nextInt(60); batch >= 0; batch--) {
        store.beginBatch();
        for (int i = random.nextInt(4); i >= 0; i--) {
          life.step(store);
        }
        store.commitBatch(life.index(), 1);
        store.compactStep(1 + random.nextInt(10));
        if (random.nextInt(10) == 0) {
          store.flush();
          assertEquals(life.index(), store.flushedAppliedIndex());
        }
      }
      long flushed = store.flushedAppliedIndex();
      backend = backend.crashed();
      Store survivor = Store.open(backend, StoreConfig.DEFAULT);
      assertEquals(flushed, survivor.appliedIndex());
      assertIsPrefix(seed, survivor);
    }
  }

  private static void assertIsPrefix(long seed, Store survivor) {
    try (Store expected = Store.open(new MemoryBackend(), StoreConfig.DEFAULT)) {
      new RandomLife(seed).liveTo(survivor.appliedIndex(), expected);
      View want = expected.view();
      View got = survivor.view();
      assertEquals(want.revision(), got.revision());
      assertEquals(want.compactRevision(), got.compactRevision());
      assertEquals(want.stateHash(), got.stateHash());
      assertEquals(want.hashKv(0), got.hashKv(0));
      Op.Range all = Op.Range.of(KeyRange.from(new byte[0]), 0);
      assertEquals(want.range(all), got.range(all));
      assertEquals(expected.leases().all(), survivor.leases().all());
      for (Lease lease : expected.leases().all()) {
        assertEquals(
            expected.leases().keysOf(lease.id()).stream().map(Text::of).toList(),
            survivor.leases().keysOf(lease.id()).stream().map(Text::of).toList());
      }
      while (survivor.compactStep(7) > 0) {
        assertEquals(want.hashKv(0), survivor.view().hashKv(0));
      }
      assertEquals(want.range(all), survivor.view().range(all));
    }
  }
}
