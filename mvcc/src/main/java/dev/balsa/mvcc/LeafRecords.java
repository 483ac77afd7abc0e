package dev.balsa.mvcc;

/**
 * The present versions of all keys of one leaf of the key index, framed for a list and in key
 * order. A published leaf never changes, so these never become wrong; a change of one of its keys
 * makes another leaf, which has none yet. Immutable but for one mark.
 *
 * <pre>
 *   12 LEN stored bytes | 12 LEN stored bytes |               | 12 LEN stored bytes
 *   ^ offset 0            ^ offset 1            ^ offset 2      ^ offset 3            ^ offset 4
 *                                               a deleted key: 3 begins where 2 does
 * </pre>
 */
final class LeafRecords {

  /** Stands for a leaf whose versions are too large to be kept twice. */
  static final LeafRecords TOO_LARGE = new LeafRecords(new byte[0], new int[1]);

  /** Two arrays and their heads, and the leaf that nothing else may refer to any more. */
  private static final int OBJECT_BYTES = 350;

  private final byte[] bytes;
  private final int[] offsets;

  /** Whether a list has read it since the hand came by last. A lost write costs a little time. */
  private volatile boolean used;

  private LeafRecords(byte[] bytes, int[] offsets) {
    this.bytes = bytes;
    this.offsets = offsets;
  }

  /**
   * Reads all versions of a published leaf.
   *
   * @param bytesMax up to which size they are kept; beyond it {@link #TOO_LARGE} is the answer
   * @throws Vanished if compaction has removed one, which another leaf then has in its place
   */
  static LeafRecords of(IndexNode leaf, ValueSource values, int bytesMax) {
    KeyValue[] kvs = new KeyValue[leaf.count];
    int[] offsets = new int[leaf.count + 1];
    long size = 0;
    for (int i = 0; i < leaf.count; i++) {
      KeyHistory history = leaf.history(i);
      if (history.isLive()) {
        int last = history.last();
        kvs[i] = values.value(leaf.key(i), history.main(last), history.sub(last));
        size += ListParts.framedSize(kvs[i]);
        if (size > bytesMax) {
          return TOO_LARGE;
        }
      }
      offsets[i + 1] = (int) size;
    }
    byte[] bytes = new byte[(int) size];
    for (int i = 0, at = 0; i < kvs.length; i++) {
      at = kvs[i] == null ? at : ListParts.putFramed(bytes, at, kvs[i]);
    }
    return new LeafRecords(bytes, offsets);
  }

  /** How many keys at positions {@code from} to {@code to} exist. */
  int live(int from, int to) {
    int live = 0;
    for (int i = from; i < to; i++) {
      live += offsets[i + 1] > offsets[i] ? 1 : 0;
    }
    return live;
  }

  /** The position behind the next {@code wanted} keys that exist; there must be as many. */
  int behind(int from, long wanted) {
    int at = from;
    for (long left = wanted; left > 0; at++) {
      left -= offsets[at + 1] > offsets[at] ? 1 : 0;
    }
    return at;
  }

  /** Adds the versions of the keys at positions {@code from} to {@code to}. */
  void addTo(ListParts parts, int from, int to) {
    parts.add(bytes, offsets[from], offsets[to] - offsets[from]);
  }

  /** What it takes in memory, about. */
  int sizeBytes() {
    return OBJECT_BYTES + bytes.length + offsets.length * Integer.BYTES;
  }

  void use() {
    if (!used) {
      used = true;
    }
  }

  /** Whether it was used since the last time this was asked. */
  boolean wasUsed() {
    boolean was = used;
    used = false;
    return was;
  }
}
