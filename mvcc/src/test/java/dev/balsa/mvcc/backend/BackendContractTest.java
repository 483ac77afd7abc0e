package dev.balsa.mvcc.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.balsa.mvcc.MvccException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;

/**
 * Whatever is written to both backends, both give the same back: now, after a restart, and from a
 * checkpoint.
 */
class BackendContractTest {

  private static final RocksConfig SMALL = new RocksConfig(64 << 10, 2, 1 << 20, 32);

  @Property(tries = 15, shrinking = ShrinkingMode.OFF)
  void bothBackendsAreOne(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    Path root = Files.createTempDirectory("balsa-backend");
    Path directory = root.resolve("db");
    MemoryBackend memory = new MemoryBackend();
    RocksBackend rocks = RocksBackend.open(directory, SMALL);
    try {
      for (int round = 0; round < 20; round++) {
        Batch batch = randomBatch(random);
        memory.write(batch);
        rocks.write(batch);
        same(memory, rocks, random);
        switch (random.nextInt(8)) {
          case 0 -> {
            memory.close();
            memory = memory.crashed();
            rocks.close();
            rocks = RocksBackend.open(directory, SMALL);
          }
          case 1 -> {
            memory.flush();
            rocks.flush();
          }
          case 2 -> checkpoint(memory, rocks, root.resolve("copy" + round), random);
          case 3 -> rocks.defragment(0);
          default -> {}
        }
        same(memory, rocks, random);
      }
    } finally {
      memory.close();
      rocks.close();
      deleteTree(root);
    }
  }

  private static void checkpoint(Backend memory, Backend rocks, Path copy, Random random)
      throws IOException {
    Files.createDirectory(copy);
    memory.checkpoint(copy.resolve("memory"));
    rocks.checkpoint(copy.resolve("rocks"));
    assertThrows(MvccException.class, () -> memory.checkpoint(copy.resolve("memory")));
    assertThrows(MvccException.class, () -> rocks.checkpoint(copy.resolve("rocks")));
    try (Backend memoryCopy = MemoryBackend.open(copy.resolve("memory"));
        Backend rocksCopy = RocksBackend.open(copy.resolve("rocks"), SMALL)) {
      same(memory, memoryCopy, random);
      same(memoryCopy, rocksCopy, random);
    }
  }

  private static Batch randomBatch(Random random) {
    Batch batch = new Batch();
    for (int i = random.nextInt(12); i >= 0; i--) {
      Space space = Space.of(random.nextInt(Space.count()));
      if (random.nextInt(4) == 0) {
        batch.delete(space, key(random));
      } else {
        byte[] value = new byte[random.nextInt(10) == 0 ? 9000 : random.nextInt(40)];
        random.nextBytes(value);
        batch.put(space, key(random), value);
      }
    }
    return batch;
  }

  private static byte[] key(Random random) {
    byte[] key = new byte[random.nextInt(4)];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) (random.nextInt(4) - 2);
    }
    return key;
  }

  private static void same(Backend one, Backend other, Random random) {
    for (Space space : Space.values()) {
      assertEquals(scan(one, space, null, null, 1000), scan(other, space, null, null, 1000));
      byte[] from = random.nextInt(3) == 0 ? null : key(random);
      byte[] to = random.nextInt(3) == 0 ? null : key(random);
      int limit = 1 + random.nextInt(6);
      assertEquals(scan(one, space, from, to, limit), scan(other, space, from, to, limit));
      byte[] key = key(random);
      assertArrayEquals(one.get(space, key), other.get(space, key));
    }
  }

  private static List<String> scan(
      Backend backend, Space space, byte[] from, byte[] to, int limit) {
    List<String> records = new ArrayList<>();
    backend.scan(
        space,
        from,
        to,
        (key, value) -> {
          records.add(HexFormat.of().formatHex(key) + "=" + HexFormat.of().formatHex(value));
          return records.size() < limit;
        });
    return records;
  }

  @Test
  void aCrashOfTheMemoryBackendLosesExactlyWhatWasNotFlushed() {
    MemoryBackend backend = new MemoryBackend();
    Batch batch = new Batch();
    batch.put(Space.META, new byte[] {1}, new byte[] {1});
    backend.write(batch);
    backend.flush();
    batch.clear();
    batch.put(Space.META, new byte[] {1}, new byte[] {2});
    batch.put(Space.KEY, new byte[] {1}, new byte[] {3});
    backend.write(batch);
    MemoryBackend survivor = backend.crashed();
    assertArrayEquals(new byte[] {1}, survivor.get(Space.META, new byte[] {1}));
    assertEquals(List.of(), scan(survivor, Space.KEY, null, null, 9));
    assertThrows(MvccException.class, () -> backend.get(Space.META, new byte[] {1}));
  }

  @Test
  void aDamagedCheckpointOfTheMemoryBackendIsRefusedWhereverTheDamageIs() throws IOException {
    Path root = Files.createTempDirectory("balsa-backend");
    try (MemoryBackend backend = new MemoryBackend()) {
      Batch batch = new Batch();
      batch.put(Space.KEY, new byte[] {1, 2}, new byte[] {3, 4, 5});
      backend.write(batch);
      backend.checkpoint(root.resolve("copy"));
      Path file = root.resolve("copy").resolve("memory.checkpoint");
      byte[] good = Files.readAllBytes(file);
      for (int bit = 0; bit < good.length * 8; bit++) {
        byte[] bad = good.clone();
        bad[bit / 8] ^= (byte) (1 << bit % 8);
        Files.write(file, bad);
        MvccException e =
            assertThrows(MvccException.class, () -> MemoryBackend.open(root.resolve("copy")));
        assertEquals(MvccException.Kind.CORRUPT, e.kind());
      }
    } finally {
      deleteTree(root);
    }
  }

  static void deleteTree(Path root) throws IOException {
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
