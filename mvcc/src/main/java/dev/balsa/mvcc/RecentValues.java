package dev.balsa.mvcc;

/**
 * The newest versions, on the heap, found by their revision: a fixed table in which every version
 * has one slot and pushes out what was there. Any thread reads and writes without locks: a slot
 * holds a reference to an immutable object whose fields are final, and a reader takes only what it
 * can prove to be the version it wants.
 */
final class RecentValues {

  /**
   * Odd, so that the changes of one transaction take neighbouring slots far apart from those of the
   * next.
   */
  private static final int SUB_STRIDE = 0x61c88647;

  private final KeyValue[] slots;
  private final int maxBytes;

  RecentValues(int slotCount, int maxBytes) {
    this.slots = new KeyValue[slotCount];
    this.maxBytes = maxBytes;
  }

  void put(long main, int sub, KeyValue kv) {
    if (kv.wire().length <= maxBytes) {
      slots[slot(main, sub)] = kv;
    }
  }

  /** The version of {@code key} at a revision, or null if it is not here any more. */
  KeyValue get(byte[] key, long main, int sub) {
    KeyValue kv = slots[slot(main, sub)];
    return kv != null && kv.modRevision() == main && kv.keyEquals(key) ? kv : null;
  }

  private int slot(long main, int sub) {
    return ((int) main + sub * SUB_STRIDE) & (slots.length - 1);
  }
}
