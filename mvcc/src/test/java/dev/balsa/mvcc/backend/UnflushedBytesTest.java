package dev.balsa.mvcc.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class UnflushedBytesTest {

  private static final int RECORD_BYTES = 64 << 10;
  private static final int BUFFERED_MAX_BYTES = 64 << 20;

  private final UnflushedBytes unflushed = new UnflushedBytes(BUFFERED_MAX_BYTES);

  @Test
  void aMemberThatNobodyAsksForItsSizeRemembersNoMoreThanItsBuffersHold() {
    for (int i = 0; i < 1_000_000; i++) {
      unflushed.wrote(1, RECORD_BYTES);
    }
    int buffered = BUFFERED_MAX_BYTES / RECORD_BYTES;
    assertTrue(unflushed.marks() <= 2 * buffered, () -> unflushed.marks() + " marks");
    assertEquals(BUFFERED_MAX_BYTES, unflushed.ofLast(buffered));
    assertEquals(RECORD_BYTES, unflushed.ofLast(1));
    assertEquals(0, unflushed.ofLast(0));
  }

  @Test
  void recordsOfDifferentSizesAreCountedAsTheyWere() {
    unflushed.wrote(10, 10 * RECORD_BYTES);
    unflushed.wrote(5, 15 * RECORD_BYTES);
    assertEquals(25 * RECORD_BYTES, unflushed.ofLast(20), "more than there ever were");
    assertEquals(25 * RECORD_BYTES, unflushed.ofLast(15));
    assertEquals(15 * RECORD_BYTES, unflushed.ofLast(5));
    assertEquals(9 * RECORD_BYTES, unflushed.ofLast(3));
  }
}
