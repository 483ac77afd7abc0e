package dev.balsa.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.mvcc.KeyRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** The tree and the hash table against a list that is looked through from end to end. */
class IntervalTreeTest {

  @Provide
  Arbitrary<byte[]> key() {
    return Arbitraries.of((byte) 0, (byte) 1, (byte) 'a', (byte) 'b', (byte) 0x7f, (byte) 0xff)
        .array(byte[].class)
        .ofMinSize(1)
        .ofMaxSize(3);
  }

  @Provide
  Arbitrary<KeyRange> interval() {
    Arbitrary<KeyRange> bounded =
        Combinators.combine(key(), key()).as(KeyRange::new).filter(range -> !range.isEmpty());
    return Arbitraries.frequencyOf(Tuple.of(5, bounded), Tuple.of(1, key().map(KeyRange::from)));
  }

  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void findsTheIntervalsThatHoldAKeyThroughInsertionsAndRemovals(
      @ForAll @Size(max = 200) List<@From("interval") KeyRange> intervals,
      @ForAll @Size(max = 100) List<@IntRange(max = 199) Integer> removed,
      @ForAll @Size(max = 20) List<@From("key") byte[]> keys) {
    IntervalTree tree = new IntervalTree();
    Map<KeyRange, Group> naive = new LinkedHashMap<>();
    for (KeyRange range : intervals) {
      Group group = tree.findOrAdd(range.key(), range.end());
      Group known = naive.putIfAbsent(range, group);
      assertTrue(known == null || known == group, "one group per interval");
    }
    tree.check();
    compare(tree, naive, keys);
    for (int number : removed) {
      Group group = number < intervals.size() ? naive.remove(intervals.get(number)) : null;
      if (group != null) {
        tree.remove((Group.OfInterval) group);
      }
    }
    tree.check();
    compare(tree, naive, keys);
  }

  private static void compare(IntervalTree tree, Map<KeyRange, Group> naive, List<byte[]> keys) {
    assertEquals(naive.size(), tree.size());
    for (byte[] key : keys) {
      List<String> expected =
          naive.keySet().stream()
              .filter(range -> range.contains(key))
              .map(Object::toString)
              .sorted()
              .toList();
      List<Group> found = new ArrayList<>();
      tree.holding(key, found::add);
      assertEquals(
          expected, found.stream().map(group -> group.range().toString()).sorted().toList());
      for (int i = 1; i < found.size(); i++) {
        assertTrue(Arrays.compareUnsigned(found.get(i - 1).key, found.get(i).key) <= 0);
      }
    }
  }

  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void theHashTableFindsEveryKeyThroughInsertionsAndRemovals(
      @ForAll @Size(max = 300) List<@From("key") byte[]> keys) {
    KeyTable table = new KeyTable();
    Map<String, Group> naive = new LinkedHashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      byte[] key = keys.get(i);
      String name = Arrays.toString(key);
      if (i % 3 == 2 && naive.containsKey(name)) {
        table.remove((Group.OfKey) naive.remove(name));
      } else {
        naive.computeIfAbsent(name, absent -> table.findOrAdd(key));
      }
      assertEquals(naive.size(), table.size());
    }
    for (byte[] key : keys) {
      assertSame(naive.get(Arrays.toString(key)), table.find(key));
    }
  }

  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void keysThatShareAHashAreToldApart(@ForAll @Size(min = 2, max = 40) List<Integer> order) {
    KeyTable table = new KeyTable();
    List<Group> groups = new ArrayList<>();
    for (int i = 0; i < order.size(); i++) {
      groups.add(table.findOrAdd(new byte[] {(byte) i, (byte) (i * 31)}));
    }
    for (int i = 0; i < order.size(); i += 2) {
      table.remove((Group.OfKey) groups.get(i));
    }
    for (int i = 0; i < order.size(); i++) {
      Group found = table.find(new byte[] {(byte) i, (byte) (i * 31)});
      assertSame(i % 2 == 0 ? null : groups.get(i), found);
    }
  }
}
