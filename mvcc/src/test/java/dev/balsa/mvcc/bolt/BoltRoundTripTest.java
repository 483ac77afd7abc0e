package dev.balsa.mvcc.bolt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written is read again, and what is damaged is not. */
class BoltRoundTripTest {

  private static final long SEED = Long.getLong("bolt.seed", 20261121L);

  @TempDir Path directory;

  private static Map<String, NavigableMap<byte[], byte[]>> randomContent(Random random) {
    Map<String, NavigableMap<byte[], byte[]>> content = new TreeMap<>();
    int buckets = random.nextInt(6);
    for (int i = 0; i < buckets; i++) {
      NavigableMap<byte[], byte[]> records = new TreeMap<>(Arrays::compareUnsigned);
      int count = random.nextInt(4) == 0 ? 0 : random.nextInt(1 << random.nextInt(13));
      for (int k = 0; k < count; k++) {
        byte[] key = new byte[1 + random.nextInt(random.nextInt(50) == 0 ? 3_000 : 40)];
        random.nextBytes(key);
        records.put(key, randomValue(random));
      }
      content.put("bucket" + i, records);
    }
    return content;
  }

  private static byte[] randomValue(Random random) {
    int bytes =
        switch (random.nextInt(40)) {
          case 0 -> random.nextInt(200_000);
          case 1 -> 4_096 * random.nextInt(4);
          case 2, 3 -> 3_900 + random.nextInt(400);
          case 4, 5, 6 -> 0;
          default -> random.nextInt(300);
        };
    byte[] value = new byte[bytes];
    random.nextBytes(value);
    return value;
  }

  static byte[] write(Map<String, NavigableMap<byte[], byte[]>> content) {
    BoltLayout layout = new BoltLayout();
    content.forEach(
        (bucket, records) -> {
          layout.beginBucket(bucket.getBytes(UTF_8));
          records.forEach((key, value) -> layout.measure(key, value.length));
        });
    BoltPlan plan = layout.finish();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BoltWriter writer = new BoltWriter(plan, bytes::writeBytes);
    content.forEach(
        (bucket, records) -> {
          writer.beginBucket(bucket.getBytes(UTF_8));
          records.forEach(writer::add);
        });
    writer.finish();
    assertEquals(plan.sizeBytes(), bytes.size());
    return bytes.toByteArray();
  }

  private static void assertContent(
      Map<String, NavigableMap<byte[], byte[]>> content, BoltFile file, Random random)
      throws IOException {
    assertEquals(List.copyOf(content.keySet()), file.buckets());
    file.check(pages -> {});
    for (Map.Entry<String, NavigableMap<byte[], byte[]>> bucket : content.entrySet()) {
      List<byte[]> keys = new ArrayList<>(bucket.getValue().keySet());
      byte[] from = new byte[] {(byte) random.nextInt(256), (byte) random.nextInt(256)};
      for (byte[] start : Arrays.asList(null, from, keys.isEmpty() ? from : keys.get(0))) {
        BoltCursor cursor = file.cursor(bucket.getKey(), start);
        NavigableMap<byte[], byte[]> expected =
            start == null ? bucket.getValue() : bucket.getValue().tailMap(start, true);
        for (Map.Entry<byte[], byte[]> record : expected.entrySet()) {
          assertTrue(cursor.next());
          assertArrayEquals(record.getKey(), cursor.key());
          assertArrayEquals(record.getValue(), cursor.value());
        }
        assertFalse(cursor.next());
      }
    }
  }

  @Test
  void whateverIsWrittenIsReadAgain() throws IOException {
    System.out.println("bolt: -Dbolt.seed=" + SEED);
    Random random = new Random(SEED);
    for (int round = 0; round < 25; round++) {
      Map<String, NavigableMap<byte[], byte[]>> content = randomContent(random);
      Path path = directory.resolve("file" + round);
      Files.write(path, write(content));
      try (BoltFile file = BoltFile.open(path)) {
        assertContent(content, file, random);
      }
      Files.delete(path);
    }
  }

  @Test
  void aTreeOfThreeLevelsIsReadAgain() throws IOException {
    NavigableMap<byte[], byte[]> records = new TreeMap<>(Arrays::compareUnsigned);
    for (int i = 0; i < 40_000; i++) {
      records.put(String.format("%0100d", i).getBytes(UTF_8), new byte[20]);
    }
    Map<String, NavigableMap<byte[], byte[]>> content = new TreeMap<>(Map.of("key", records));
    Path path = directory.resolve("deep");
    Files.write(path, write(content));
    try (BoltFile file = BoltFile.open(path)) {
      assertContent(content, file, new Random(SEED));
    }
  }

  @Test
  void recordsThatDifferFromThePlanAreRefused() {
    BoltLayout layout = new BoltLayout();
    layout.beginBucket(new byte[] {'a'});
    layout.measure(new byte[] {1}, 10);
    BoltWriter writer = new BoltWriter(layout.finish(), bytes -> {});
    writer.beginBucket(new byte[] {'a'});
    writer.add(new byte[] {1}, new byte[10_000]);
    assertThrows(IllegalStateException.class, writer::finish);
  }

  @Test
  void keysThatDoNotAscendAreRefused() {
    BoltLayout layout = new BoltLayout();
    layout.beginBucket(new byte[] {'a'});
    layout.measure(new byte[] {2}, 0);
    assertThrows(IllegalArgumentException.class, () -> layout.measure(new byte[] {2}, 0));
  }

  @Test
  void aFlippedBitOfTheStructureIsNamedOrHarmless() throws IOException {
    NavigableMap<byte[], byte[]> records = new TreeMap<>(Arrays::compareUnsigned);
    for (int i = 0; i < 300; i++) {
      records.put(String.format("%017d", i).getBytes(UTF_8), new byte[40]);
    }
    Map<String, NavigableMap<byte[], byte[]>> content =
        new TreeMap<>(Map.of("key", records, "meta", new TreeMap<>(Arrays::compareUnsigned)));
    byte[] good = write(content);
    Random random = new Random(SEED);
    Path path = directory.resolve("flipped");
    int named = 0;
    for (int round = 0; round < 500; round++) {
      byte[] bad = good.clone();
      int page = random.nextInt(good.length / 4_096);
      bad[page * 4_096 + random.nextInt(200)] ^= (byte) (1 << random.nextInt(8));
      Files.write(path, bad);
      named += readsAs(content, path) ? 0 : 1;
    }
    assertTrue(named > 200, "only " + named + " flips were noticed");
  }

  /** True if the file reads without complaint; it may then have lost nothing but bits of values. */
  private static boolean readsAs(Map<String, NavigableMap<byte[], byte[]>> content, Path path)
      throws IOException {
    try (BoltFile file = BoltFile.open(path)) {
      file.check(pages -> {});
      for (String bucket : file.buckets()) {
        BoltCursor cursor = file.cursor(bucket, null);
        int count = 0;
        while (cursor.next()) {
          count++;
        }
        if (content.containsKey(bucket)) {
          assertEquals(content.get(bucket).size(), count);
        }
      }
      return true;
    } catch (BoltDamagedException named) {
      assertTrue(named.getMessage().contains(path + " is damaged at page "), named.getMessage());
      return false;
    }
  }

  @Test
  void aFileThatWasCutOffIsRefused() throws IOException {
    byte[] good = write(new TreeMap<>(Map.of("key", new TreeMap<>(Arrays::compareUnsigned))));
    Path path = directory.resolve("short");
    for (int length : new int[] {0, 100, 4_096, good.length - 1}) {
      Files.write(path, Arrays.copyOf(good, length));
      assertThrows(BoltDamagedException.class, () -> BoltFile.open(path).close());
    }
  }

  @Test
  void theSecondMetaPageStandsInForTheFirst() throws IOException {
    NavigableMap<byte[], byte[]> records = new TreeMap<>(Arrays::compareUnsigned);
    records.put(new byte[] {1}, new byte[] {2});
    Map<String, NavigableMap<byte[], byte[]>> content = new TreeMap<>(Map.of("key", records));
    byte[] bytes = write(content);
    for (int broken : new int[] {20, 4_096 + 20}) {
      byte[] bad = bytes.clone();
      bad[broken] ^= 1;
      Path path = directory.resolve("meta" + broken);
      Files.write(path, bad);
      try (BoltFile file = BoltFile.open(path)) {
        assertContent(content, file, new Random(SEED));
      }
    }
  }
}
