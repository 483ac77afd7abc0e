package dev.balsa.mvcc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;

class KeyHistoryTest {

  /**
   * The life that the package documentation tells: puts at 2 and 3, deletion at 4, put at 6,
   * deletion at 8.
   */
  private static KeyHistory exampleLife() {
    return new KeyHistory.Fresh(2, 0).put(3, 1).tombstone(4, 0).put(6, 0).tombstone(8, 2);
  }

  @Test
  void aReadSeesTheNewestVersionAtOrBelowItsRevision() {
    KeyHistory life = exampleLife();
    long[] seen = new long[10];
    for (int revision = 1; revision <= 9; revision++) {
      int position = life.visible(revision);
      seen[revision] = position < 0 ? 0 : life.main(position);
    }
    assertEquals(
        List.of(0L, 2L, 3L, 0L, 0L, 6L, 6L, 0L, 0L),
        List.of(seen[1], seen[2], seen[3], seen[4], seen[5], seen[6], seen[7], seen[8], seen[9]));
  }

  @Test
  void aGenerationCountsItsOwnVersions() {
    KeyHistory life = exampleLife();
    assertEquals(2, life.createRevision(1));
    assertEquals(2, life.version(1));
    assertEquals(6, life.createRevision(3));
    assertEquals(1, life.version(3));
    assertFalse(life.isLive());
  }

  @Test
  void compactionKeepsTheNewestVersionAndATombstoneOnlyAtItsOwnRevision() {
    KeyHistory life = exampleLife();
    assertEquals(0, life.removableAt(2));
    assertEquals(1, life.removableAt(3));
    assertEquals(2, life.removableAt(4));
    assertEquals(3, life.removableAt(5));
    assertEquals(3, life.removableAt(6));
    assertEquals(4, life.removableAt(8));
    assertEquals(5, life.removableAt(9));
    assertNull(life.withoutOldest(5));
    KeyHistory compacted = life.withoutOldest(3);
    assertEquals(6, compacted.createRevision(0));
    assertEquals(1, compacted.version(0));
  }

  @Test
  void anOlderHistoryDoesNotSeeWhatWasAddedLater() {
    KeyHistory older = new KeyHistory.Fresh(2, 0).put(3, 0);
    KeyHistory newer = older.put(4, 5).tombstone(7, 0);
    assertEquals(2, older.size());
    assertTrue(older.isLive());
    assertEquals(1, older.find(100));
    assertEquals(4, newer.size());
    assertEquals(5, newer.sub(2));
  }

  private record Entry(long main, int sub, boolean tombstone, long create, long version) {}

  @Property(tries = 300, shrinking = ShrinkingMode.OFF)
  void aHistoryEqualsAListOfItsEntries(@ForAll long seed) {
    Random random = new Random(seed);
    List<Entry> entries = new ArrayList<>();
    entries.add(new Entry(2, 0, false, 2, 1));
    KeyHistory history = new KeyHistory.Fresh(2, 0);
    long revision = 2;
    for (int i = 0; i < 120; i++) {
      if (random.nextInt(6) == 0) {
        int removable = history.removableAt(revision - random.nextInt(6));
        int cut = Math.min(removable, random.nextInt(8));
        if (cut < history.size()) {
          history = history.withoutOldest(cut);
          entries.subList(0, cut).clear();
        }
      }
      revision += 1 + random.nextInt(2);
      Entry next = next(entries.get(entries.size() - 1), revision, random);
      history =
          next.tombstone ? history.tombstone(revision, next.sub) : history.put(revision, next.sub);
      entries.add(next);
      check(entries, history, revision);
    }
  }

  private static Entry next(Entry last, long main, Random random) {
    int sub = random.nextInt(3);
    if (last.tombstone) {
      return new Entry(main, sub, false, main, 1);
    }
    boolean tombstone = random.nextInt(4) == 0;
    return new Entry(main, sub, tombstone, last.create, last.version + 1);
  }

  private static void check(List<Entry> entries, KeyHistory history, long revision) {
    assertEquals(entries.size(), history.size());
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      assertEquals(entry.main, history.main(i));
      assertEquals(entry.sub, history.sub(i));
      assertEquals(entry.tombstone, history.isTombstone(i));
      if (!entry.tombstone) {
        assertEquals(entry.create, history.createRevision(i));
        assertEquals(entry.version, history.version(i));
      }
    }
    for (long at = 0; at <= revision + 1; at++) {
      int found = -1;
      for (int i = 0; i < entries.size(); i++) {
        found = entries.get(i).main <= at ? i : found;
      }
      assertEquals(found, history.find(at));
    }
  }
}
