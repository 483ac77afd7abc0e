package dev.balsa.mvcc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** The tree against {@link TreeMap}, and old snapshots against their past. */
class KeyIndexTest {

  private static final class Model {
    private final NavigableMap<byte[], KeyHistory> map = new TreeMap<>(Arrays::compareUnsigned);
    private final KeyIndex index = new KeyIndex();
    private final Random random;
    private long revision = 1;

    Model(long seed) {
      random = new Random(seed);
    }

    byte[] key(int keys, boolean ascending) {
      int number = ascending ? (int) revision : random.nextInt(keys);
      return Arrays.copyOfRange(ByteBuffer.allocate(4).putInt(number).array(), 1, 4);
    }

    void write(byte[] key) {
      revision++;
      KeyHistory before = map.get(key);
      boolean delete = before != null && before.isLive() && random.nextInt(3) == 0;
      KeyHistory after = delete ? index.tombstone(key, revision, 0) : index.put(key, revision, 0);
      map.put(key, after);
    }

    /** Compacts some keys as far as the revision allows. */
    void compact(long at, int maxKeys) {
      List<byte[]> keys = new ArrayList<>();
      index
          .current()
          .ascendUnsettled(
              new byte[0],
              (key, history) -> {
                keys.add(key);
                return keys.size() < maxKeys;
              });
      for (byte[] key : keys) {
        KeyHistory before = map.get(key);
        KeyHistory after = before.withoutOldest(before.removableAt(at));
        index.compacted(key, after, before.size() - (after == null ? 0 : after.size()));
        if (after == null) {
          map.remove(key);
        } else {
          map.put(key, after);
        }
      }
    }
  }

  @Property(tries = 12, shrinking = ShrinkingMode.OFF)
  void theIndexEqualsASortedMap(@ForAll long seed) {
    Model model = new Model(seed);
    int keys = 1 + model.random.nextInt(4000);
    boolean ascending = model.random.nextInt(4) == 0;
    for (int round = 0; round < 12; round++) {
      for (int i = 0; i < 250; i++) {
        model.write(model.key(keys, ascending));
      }
      if (model.random.nextInt(2) == 0) {
        long at = model.revision - model.random.nextInt(200);
        model.compact(at, model.random.nextInt(3) == 0 ? Integer.MAX_VALUE : 100);
      }
      check(model, model.index.publish(), keys);
    }
    // Everything goes, and the tree starts anew.
    for (byte[] key : List.copyOf(model.map.keySet())) {
      if (model.map.get(key).isLive()) {
        model.map.put(key, model.index.tombstone(key, ++model.revision, 0));
      }
    }
    model.compact(model.revision + 1, Integer.MAX_VALUE);
    assertEquals(0, model.map.size());
    check(model, model.index.publish(), keys);
    model.write(model.key(keys, false));
    check(model, model.index.publish(), keys);
  }

  private static void check(Model model, IndexSnapshot snapshot, int keys) {
    assertEquals(texts(model.map), walk(snapshot, KeyRange.from(new byte[0]), false));
    for (int i = 0; i < 10; i++) {
      byte[] from = model.key(keys, false);
      byte[] to = model.key(keys, false);
      KeyRange range =
          switch (i % 4) {
            case 0 -> KeyRange.single(from);
            case 1 -> KeyRange.from(from);
            default -> new KeyRange(from, to);
          };
      Map<byte[], KeyHistory> part = part(model.map, range);
      List<String> expected = texts(part);
      assertEquals(expected, walk(snapshot, range, false));
      List<String> backwards = walk(snapshot, range, true);
      Collections.reverse(backwards);
      assertEquals(expected, backwards);
      long at = Math.max(1, model.revision - model.random.nextInt(300));
      long count = part.values().stream().filter(h -> h.visible(at) >= 0).count();
      assertEquals(count, snapshot.count(range, at));
      checkChanged(part, snapshot, range, at);
    }
    long live = model.map.values().stream().filter(KeyHistory::isLive).count();
    assertEquals(live, snapshot.liveKeys());
    assertEquals(
        model.map.values().stream().filter(h -> !h.isSettled()).count(), snapshot.unsettledKeys());
  }

  private static void checkChanged(
      Map<byte[], KeyHistory> part, IndexSnapshot snapshot, KeyRange range, long since) {
    List<String> changed = new ArrayList<>();
    snapshot.ascendChanged(
        range,
        since,
        (key, history) -> {
          if (history.main(history.last()) >= since) {
            changed.add(Text.of(key));
          }
          return true;
        });
    List<String> expected = new ArrayList<>();
    part.forEach(
        (key, history) -> {
          if (history.main(history.last()) >= since) {
            expected.add(Text.of(key));
          }
        });
    assertEquals(expected, changed);
  }

  private static Map<byte[], KeyHistory> part(
      NavigableMap<byte[], KeyHistory> map, KeyRange range) {
    NavigableMap<byte[], KeyHistory> part = new TreeMap<>(Arrays::compareUnsigned);
    map.forEach(
        (key, history) -> {
          if (range.contains(key)) {
            part.put(key, history);
          }
        });
    return part;
  }

  private static List<String> walk(IndexSnapshot snapshot, KeyRange range, boolean backwards) {
    List<String> seen = new ArrayList<>();
    IndexSnapshot.Visitor visitor =
        (key, history) -> {
          seen.add(text(key, history));
          return true;
        };
    if (backwards) {
      snapshot.descend(range, visitor);
    } else {
      snapshot.ascend(range, visitor);
    }
    return seen;
  }

  private static List<String> texts(Map<byte[], KeyHistory> map) {
    List<String> texts = new ArrayList<>();
    map.forEach((key, history) -> texts.add(text(key, history)));
    return texts;
  }

  private static String text(byte[] key, KeyHistory history) {
    return Text.of(key)
        + history.size()
        + history.isLive()
        + history.main(history.last())
        + "/"
        + history.main(0);
  }

  @Property(tries = 12, shrinking = ShrinkingMode.OFF)
  void aPublishedSnapshotNeverChanges(@ForAll long seed) {
    Model model = new Model(seed);
    List<IndexSnapshot> snapshots = new ArrayList<>();
    List<List<String>> contents = new ArrayList<>();
    for (int round = 0; round < 20; round++) {
      for (int i = 0; i < 100; i++) {
        model.write(model.key(500, false));
      }
      if (round % 3 == 2) {
        model.compact(model.revision - 50, 200);
      }
      snapshots.add(model.index.publish());
      contents.add(texts(model.map));
    }
    for (int i = 0; i < snapshots.size(); i++) {
      assertEquals(
          contents.get(i), walk(snapshots.get(i), KeyRange.from(new byte[0]), false), "at " + i);
    }
    assertTrue(snapshots.size() > 1);
  }
}
