package dev.balsa.wal.disk;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * The bytes of a simulated file, by sectors, with what is on the platter wherever that differs from
 * what a program reads. Sectors that were never written take no memory.
 */
final class FileContent {

  static final int SECTOR_BYTES = 512;

  private static final byte[] ZEROS = new byte[SECTOR_BYTES];

  private final TreeMap<Long, byte[]> sectors = new TreeMap<>();

  /** Sectors changed since the last sync, as they are on the platter. */
  private final TreeMap<Long, byte[]> unsynced = new TreeMap<>();

  /** Sectors whose new bytes a failed sync has dropped for good, as they are on the platter. */
  private final TreeMap<Long, byte[]> dropped = new TreeMap<>();

  private long sizeBytes;
  private long syncedSizeBytes;
  private Object lockOwner;

  long sizeBytes() {
    return sizeBytes;
  }

  boolean lock(Object owner) {
    if (lockOwner != null) {
      return false;
    }
    lockOwner = owner;
    return true;
  }

  void unlock(Object owner) {
    if (lockOwner == owner) {
      lockOwner = null;
    }
  }

  void unlock() {
    lockOwner = null;
  }

  int read(ByteBuffer target, long position) {
    int total = 0;
    while (target.hasRemaining() && position + total < sizeBytes) {
      long at = position + total;
      int inSector = (int) (at % SECTOR_BYTES);
      int count =
          (int) Math.min(Math.min(SECTOR_BYTES - inSector, target.remaining()), sizeBytes - at);
      target.put(sector(at / SECTOR_BYTES), inSector, count);
      total += count;
    }
    return total;
  }

  void write(ByteBuffer source, long position) {
    long at = position;
    while (source.hasRemaining()) {
      int inSector = (int) (at % SECTOR_BYTES);
      int count = Math.min(SECTOR_BYTES - inSector, source.remaining());
      source.get(changeable(at / SECTOR_BYTES), inSector, count);
      at += count;
    }
    sizeBytes = Math.max(sizeBytes, at);
  }

  void resize(long newSize) {
    if (newSize < sizeBytes) {
      long firstGone = (newSize + SECTOR_BYTES - 1) / SECTOR_BYTES;
      for (Long sector : Map.copyOf(sectors.tailMap(firstGone)).keySet()) {
        remember(sector);
        sectors.remove(sector);
      }
      if (newSize % SECTOR_BYTES != 0) {
        byte[] last = changeable(newSize / SECTOR_BYTES);
        Arrays.fill(last, (int) (newSize % SECTOR_BYTES), SECTOR_BYTES, (byte) 0);
      }
    }
    sizeBytes = newSize;
  }

  /** How many bytes a write would newly occupy. */
  long growth(long position, long count) {
    long growth = 0;
    for (long at = position / SECTOR_BYTES; at * SECTOR_BYTES < position + count; at++) {
      growth += sectors.containsKey(at) ? 0 : SECTOR_BYTES;
    }
    return growth;
  }

  long occupiedBytes() {
    return (long) sectors.size() * SECTOR_BYTES;
  }

  void sync() {
    dropped.keySet().removeAll(unsynced.keySet()); // written anew, so they have reached the platter
    unsynced.clear();
    syncedSizeBytes = sizeBytes;
  }

  /**
   * A sync that fails: some sectors reach the platter, the others never will, though they can be
   * read until the machine stops.
   */
  void failSync(RandomGenerator random) {
    unsynced.forEach(
        (sector, platter) -> {
          if (random.nextBoolean()) {
            dropped.putIfAbsent(sector, platter);
          } else {
            dropped.remove(sector);
          }
        });
    unsynced.clear();
    syncedSizeBytes = sizeBytes;
  }

  /** Whether bytes can be read that will never be on the platter. */
  boolean hasDropped() {
    return !dropped.isEmpty();
  }

  /** The machine stops: of what was not synced, any part may have reached the platter. */
  void crash(RandomGenerator random) {
    int keepOf8 = random.nextInt(9); // 0 loses all, 8 loses nothing, between is torn.
    unsynced.forEach(
        (sector, platter) -> {
          if (random.nextInt(8) >= keepOf8) {
            sectors.put(sector, platter);
          }
        });
    sectors.putAll(dropped);
    unsynced.clear();
    dropped.clear();
    if (sizeBytes != syncedSizeBytes && random.nextInt(8) >= keepOf8) {
      sizeBytes = syncedSizeBytes;
    }
    sectors.tailMap((sizeBytes + SECTOR_BYTES - 1) / SECTOR_BYTES).clear();
    syncedSizeBytes = sizeBytes;
    lockOwner = null;
  }

  void flipBit(long bit) {
    long sector = bit / 8 / SECTOR_BYTES;
    byte[] bytes = sectors.computeIfAbsent(sector, missing -> new byte[SECTOR_BYTES]);
    bytes[(int) (bit / 8 % SECTOR_BYTES)] ^= (byte) (1 << (bit % 8));
  }

  private byte[] sector(long sector) {
    return sectors.getOrDefault(sector, ZEROS);
  }

  private byte[] changeable(long sector) {
    remember(sector);
    return sectors.computeIfAbsent(sector, missing -> new byte[SECTOR_BYTES]);
  }

  private void remember(long sector) {
    unsynced.computeIfAbsent(sector, missing -> sector(sector).clone());
  }
}
