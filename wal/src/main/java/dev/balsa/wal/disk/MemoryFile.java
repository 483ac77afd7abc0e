package dev.balsa.wal.disk;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * The bytes of a file in memory, by blocks; a block that was never written takes no memory.
 * Thread-safe.
 */
final class MemoryFile {

  private static final int BLOCK_BYTES = 16 << 10;
  private static final byte[] ZEROS = new byte[BLOCK_BYTES];

  /** What a range within one block held before it was changed; null bytes for zeros. */
  private record Before(long position, int length, byte[] bytes) {}

  private final TreeMap<Long, byte[]> blocks = new TreeMap<>();

  /** How to undo what was not synced, the newest change last; null if nobody will ask. */
  private final ArrayDeque<Before> unsynced;

  private long sizeBytes;
  private long syncedSizeBytes;
  private Object lockOwner;

  /**
   * @param remembers whether it is known what a crash would take
   */
  MemoryFile(boolean remembers) {
    unsynced = remembers ? new ArrayDeque<>() : null;
  }

  synchronized long sizeBytes() {
    return sizeBytes;
  }

  synchronized boolean lock(Object owner) {
    if (lockOwner != null) {
      return false;
    }
    lockOwner = owner;
    return true;
  }

  synchronized void unlock(Object owner) {
    if (lockOwner == owner) {
      lockOwner = null;
    }
  }

  synchronized int read(ByteBuffer target, long position) {
    int total = 0;
    while (target.hasRemaining() && position + total < sizeBytes) {
      long at = position + total;
      int offset = (int) (at % BLOCK_BYTES);
      long here = Math.min(BLOCK_BYTES - offset, sizeBytes - at);
      int count = (int) Math.min(here, target.remaining());
      target.put(blocks.getOrDefault(at / BLOCK_BYTES, ZEROS), offset, count);
      total += count;
    }
    return total;
  }

  synchronized void write(ByteBuffer source, long position) {
    if (!source.hasRemaining()) {
      return; // nothing is written, so the file does not grow either
    }
    remember(position, position + source.remaining());
    long at = position;
    while (source.hasRemaining()) {
      int offset = (int) (at % BLOCK_BYTES);
      int count = Math.min(BLOCK_BYTES - offset, source.remaining());
      byte[] block = blocks.computeIfAbsent(at / BLOCK_BYTES, missing -> new byte[BLOCK_BYTES]);
      source.get(block, offset, count);
      at += count;
    }
    sizeBytes = Math.max(sizeBytes, at);
  }

  /** Zeros in a range; the file grows if the range ends beyond it. */
  synchronized void clear(long from, long to) {
    remember(from, to);
    zero(from, to);
    sizeBytes = Math.max(sizeBytes, to);
  }

  synchronized void resize(long newSize) {
    if (newSize < sizeBytes) {
      remember(newSize, sizeBytes);
      zero(newSize, sizeBytes);
    }
    sizeBytes = newSize;
  }

  private void zero(long from, long to) {
    for (Map.Entry<Long, byte[]> entry :
        blocks.subMap(from / BLOCK_BYTES, true, to / BLOCK_BYTES, true).entrySet()) {
      long start = entry.getKey() * BLOCK_BYTES;
      int first = (int) Math.max(0, from - start);
      int end = (int) Math.min(BLOCK_BYTES, to - start);
      Arrays.fill(entry.getValue(), first, end, (byte) 0);
    }
    long firstWhole = (from + BLOCK_BYTES - 1) / BLOCK_BYTES;
    long endWhole = to / BLOCK_BYTES;
    if (firstWhole < endWhole) {
      blocks.subMap(firstWhole, true, endWhole, false).clear();
    }
  }

  /** What lies beyond the end needs no remembering: it is cut off again. */
  private void remember(long from, long to) {
    long end = Math.min(to, sizeBytes);
    for (long at = from; unsynced != null && at < end; ) {
      int offset = (int) (at % BLOCK_BYTES);
      int length = (int) Math.min(BLOCK_BYTES - offset, end - at);
      byte[] block = blocks.get(at / BLOCK_BYTES);
      byte[] bytes = block == null ? null : Arrays.copyOfRange(block, offset, offset + length);
      unsynced.addLast(new Before(at, length, bytes));
      at += length;
    }
  }

  synchronized void sync() {
    if (unsynced != null) {
      unsynced.clear();
    }
    syncedSizeBytes = sizeBytes;
  }

  /** The file as it was when it was last synced; this one stays as it is. */
  synchronized MemoryFile synced() {
    if (unsynced == null) {
      throw new IllegalStateException("this disk does not remember what was synced");
    }
    MemoryFile survivor = new MemoryFile(true);
    blocks.forEach((number, bytes) -> survivor.blocks.put(number, bytes.clone()));
    survivor.sizeBytes = Math.max(sizeBytes, syncedSizeBytes);
    unsynced.descendingIterator().forEachRemaining(survivor::undo);
    survivor.zero(syncedSizeBytes, survivor.sizeBytes);
    survivor.sizeBytes = syncedSizeBytes;
    survivor.syncedSizeBytes = syncedSizeBytes;
    return survivor;
  }

  private void undo(Before before) {
    if (before.bytes() == null) {
      zero(before.position(), before.position() + before.length());
    } else {
      byte[] block =
          blocks.computeIfAbsent(before.position() / BLOCK_BYTES, missing -> new byte[BLOCK_BYTES]);
      int offset = (int) (before.position() % BLOCK_BYTES);
      System.arraycopy(before.bytes(), 0, block, offset, before.length());
    }
  }
}
