package dev.balsa.mvcc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What lies ready for lists: from when on, for how long, and how much of it. */
class ListedLeavesTest {

  private final KeyIndex index = new KeyIndex();
  private long revision = 1;
  private int valueBytes = 20;
  private int reads;

  private final ValueSource values =
      (key, main, sub) -> {
        reads++;
        return KeyValue.of(key, main, main, 1, new byte[valueBytes], 0);
      };

  private void put(int from, int to) {
    for (int i = from; i < to; i++) {
      index.put(Scenario.bytes(String.format("%05d", i)), ++revision, 0);
    }
  }

  private List<IndexNode> leaves() {
    List<IndexNode> leaves = new ArrayList<>();
    index.publish().ascendLeaves(KeyRange.from(new byte[0]), (leaf, from, to) -> leaves.add(leaf));
    return leaves;
  }

  @Test
  void aLeafIsMadeReadyByTheSecondListAndReadNoMore() {
    put(0, 10);
    ListedLeaves listed = new ListedLeaves(1 << 20);
    IndexNode leaf = leaves().get(0);
    assertNull(listed.of(leaf, values));
    assertEquals(0, reads);
    LeafRecords ready = listed.of(leaf, values);
    assertEquals(10, reads);
    assertEquals(10, ready.live(0, 10));
    assertSame(ready, listed.of(leaf, values));
    assertEquals(10, reads);
    assertEquals(ready.sizeBytes(), listed.bytes());
  }

  @Test
  void aChangedLeafStartsAnew() {
    put(0, 10);
    ListedLeaves listed = new ListedLeaves(1 << 20);
    IndexNode before = leaves().get(0);
    assertNull(listed.of(before, values));
    assertNotNull(listed.of(before, values));
    put(3, 4);
    IndexNode after = leaves().get(0);
    assertNotSame(before, after);
    assertNull(listed.of(after, values));
  }

  @Test
  void allTogetherStayWithinTheirBoundAndThoseThatAreUsedStay() {
    put(0, 5_000);
    ListedLeaves listed = new ListedLeaves(20_000);
    List<IndexNode> leaves = leaves();
    assertTrue(leaves.size() > 50);
    IndexNode favourite = leaves.get(0);
    assertNull(listed.of(favourite, values));
    LeafRecords ready = listed.of(favourite, values);
    for (IndexNode leaf : leaves.subList(1, leaves.size())) {
      assertNull(listed.of(leaf, values));
      assertNotNull(listed.of(leaf, values));
      assertSame(ready, listed.of(favourite, values));
      assertTrue(listed.bytes() <= 20_000, () -> listed.bytes() + " bytes");
    }
    assertTrue(listed.bytes() > 10_000, () -> listed.bytes() + " bytes");
    assertNull(leaves.get(1).records);
  }

  @Test
  void whatIsTooLargeIsNeverMadeReady() {
    put(0, 10);
    valueBytes = ListedLeaves.LEAF_BYTES_MAX;
    ListedLeaves listed = new ListedLeaves(1 << 20);
    IndexNode leaf = leaves().get(0);
    assertNull(listed.of(leaf, values));
    assertNull(listed.of(leaf, values));
    int readOnce = reads;
    assertNull(listed.of(leaf, values));
    assertEquals(readOnce, reads);
    assertEquals(0, listed.bytes());
  }
}
