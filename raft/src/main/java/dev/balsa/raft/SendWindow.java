package dev.balsa.raft;

import java.util.Arrays;

/**
 * The messages with entries that are under way to one member: a ring of (last index, bytes), oldest
 * first, bounded in messages and in bytes.
 *
 * <p>An answer about index 12 frees every message that ends at 12 or before, because a follower
 * accepts in order.
 */
final class SendWindow {

  private final int maxMessages;
  private final long maxBytes;

  /** Pairs of last index and bytes; grows up to the limit as it is needed. */
  private long[] ring = new long[2 * 8];

  private int oldest;
  private int count;
  private long bytes;

  SendWindow(int maxMessages, long maxBytes) {
    this.maxMessages = maxMessages;
    this.maxBytes = maxBytes;
  }

  int count() {
    return count;
  }

  long bytes() {
    return bytes;
  }

  boolean isFull() {
    return count >= maxMessages || bytes >= maxBytes;
  }

  void add(long lastIndex, long messageBytes) {
    if (isFull()) {
      throw new IllegalStateException("a message is sent through a full window");
    }
    if (count * 2 == ring.length) {
      grow();
    }
    int slot = slotOf(count);
    ring[slot] = lastIndex;
    ring[slot + 1] = messageBytes;
    count++;
    bytes += messageBytes;
  }

  void freeUpTo(long index) {
    while (count > 0 && ring[slotOf(0)] <= index) {
      bytes -= ring[slotOf(0) + 1];
      oldest = (oldest + 2) % ring.length;
      count--;
    }
  }

  void clear() {
    oldest = 0;
    count = 0;
    bytes = 0;
  }

  private int slotOf(int position) {
    return (oldest + 2 * position) % ring.length;
  }

  private void grow() {
    long[] larger = Arrays.copyOf(ring, ring.length * 2);
    int first = ring.length - oldest;
    System.arraycopy(ring, oldest, larger, 0, first);
    System.arraycopy(ring, 0, larger, first, oldest);
    ring = larger;
    oldest = 0;
  }
}
