package dev.balsa.mvcc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What the table of recent versions keeps, gives away and never mixes up. */
final class RecentValuesTest {

  private static byte[] key(int number) {
    return ("key" + number).getBytes(StandardCharsets.US_ASCII);
  }

  private static KeyValue version(int key, long revision, int valueBytes) {
    return KeyValue.of(key(key), 1, revision, revision, new byte[valueBytes], 0);
  }

  @Test
  void aNewVersionTakesThePlaceOfTheOldOneAndAnOldOneIsNotTaken() {
    RecentValues recent = new RecentValues(4, 100, 1_000);
    KeyValue old = version(1, 5, 10);
    KeyValue young = version(1, 9, 10);
    recent.put(0, old);
    assertSame(old, recent.get(key(1), 5, 0));
    recent.put(0, young);
    recent.put(0, old);
    assertSame(young, recent.get(key(1), 9, 0));
    assertNull(recent.get(key(1), 5, 0));
    assertEquals(young.wire().length, recent.bytes());
  }

  @Test
  void aRevisionThatWasUndoneGivesWayToTheOneThatCameInstead() {
    RecentValues recent = new RecentValues(4, 100, 1_000);
    recent.put(0, version(1, 5, 10));
    KeyValue instead = version(1, 5, 20);
    recent.put(0, instead);
    assertSame(instead, recent.get(key(1), 5, 0));
  }

  @Test
  void theVersionsThatOneTransactionMadeOfAKeyAreToldApart() {
    RecentValues recent = new RecentValues(4, 100, 1_000);
    KeyValue last = version(1, 5, 20);
    recent.put(0, version(1, 5, 10));
    recent.put(3, last);
    assertSame(last, recent.get(key(1), 5, 3));
    assertNull(recent.get(key(1), 5, 0));
  }

  @Test
  void whatIsWrittenIsKeptOnlyForKeysThatWereRead() {
    RecentValues recent = new RecentValues(4, 100, 1_000);
    recent.refresh(0, version(1, 5, 10));
    assertNull(recent.get(key(1), 5, 0));
    assertEquals(0, recent.bytes());
    recent.put(0, version(1, 5, 10));
    KeyValue next = version(1, 6, 20);
    recent.refresh(2, next);
    assertSame(next, recent.get(key(1), 6, 2));
    assertEquals(next.wire().length, recent.bytes());
  }

  @Test
  void whatIsTooLargeToBeKeptTakesTheOldVersionAway() {
    RecentValues recent = new RecentValues(4, 100, 1_000);
    recent.put(0, version(1, 5, 10));
    recent.refresh(0, version(1, 6, 100));
    assertNull(recent.get(key(1), 6, 0));
    assertNull(recent.get(key(1), 5, 0));
    assertEquals(0, recent.bytes());
  }

  @Test
  void whatIsTooLargeIsNotKept() {
    RecentValues recent = new RecentValues(4, 100, 1_000);
    recent.put(0, version(1, 5, 100));
    assertNull(recent.get(key(1), 5, 0));
    assertEquals(0, recent.bytes());
  }

  @Test
  void theBytesStayWithinTheirBoundAndTheNewestIsThere() {
    RecentValues recent = new RecentValues(1 << 10, 500, 20_000);
    long seed = new SplittableRandom(System.nanoTime()).nextLong();
    SplittableRandom random = new SplittableRandom(seed);
    for (int revision = 1; revision < 20_000; revision++) {
      recent.put(0, version(random.nextInt(3_000), revision, random.nextInt(400)));
      assertTrue(recent.bytes() <= 20_000, "seed " + seed + ", revision " + revision);
    }
    int kept = 0;
    for (int key = 0; key < 3_000; key++) {
      for (int revision = 19_000; revision < 20_000; revision++) {
        KeyValue kv = recent.get(key(key), revision, 0);
        if (kv != null) {
          kept++;
          assertTrue(kv.keyEquals(key(key)) && kv.modRevision() == revision, "seed " + seed);
        }
      }
    }
    assertTrue(kept > 20, "seed " + seed + ": " + kept);
  }

  @Test
  void threadsThatWriteTogetherNeverMixVersionsUp() throws InterruptedException {
    RecentValues recent = new RecentValues(64, 500, 4_000);
    List<Thread> threads = new ArrayList<>();
    List<Throwable> failures = java.util.Collections.synchronizedList(new ArrayList<>());
    for (int t = 0; t < 3; t++) {
      int thread = t;
      Thread writer =
          new Thread(
              () -> {
                for (int i = 1; i < 20_000; i++) {
                  int key = (i * 7 + thread) % 200;
                  recent.put(0, version(key, i, i % 50));
                  KeyValue kv = recent.get(key(key), i, 0);
                  assertTrue(kv == null || (kv.keyEquals(key(key)) && kv.modRevision() == i));
                }
              });
      writer.setUncaughtExceptionHandler((where, failure) -> failures.add(failure));
      threads.add(writer);
      writer.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(List.of(), failures);
    assertTrue(recent.bytes() <= 4_000);
    KeyValue last = version(1, 30_000, 1);
    recent.put(0, last);
    assertNotNull(recent.get(key(1), 30_000, 0));
  }
}
