package dev.balsa.tools.bench.load;

import java.util.SplittableRandom;

/**
 * Bytes that no compression makes smaller, for a load that shall fill a disk. Every call has its
 * own stretch of one pool, so that a value costs a copy.
 */
final class RandomBytes {
  private static final int STRETCHES = 1 << 16;

  private final byte[] pool;
  private final SplittableRandom chance;

  RandomBytes(int lengthMax, long seed) {
    chance = new SplittableRandom(seed);
    pool = new byte[lengthMax + STRETCHES];
    chance.nextBytes(pool);
  }

  /** Fills a part of an array; the next call brings other bytes. */
  void fill(byte[] target, int offset, int length) {
    System.arraycopy(pool, chance.nextInt(STRETCHES), target, offset, length);
  }
}
