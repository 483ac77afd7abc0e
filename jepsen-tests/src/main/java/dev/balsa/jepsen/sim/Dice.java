package dev.balsa.jepsen.sim;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A source of chance with a name. Sources of one seed and different names have nothing to do with
 * each other, so one more draw from one does not shift the others.
 *
 * <p>SplitMix64 (Steele, Lea, Flood: "Fast Splittable Pseudorandom Number Generators", 2014). The
 * bounded draws are written out here because those of the JDK have changed between its versions,
 * and a seed has to mean the same on each of them.
 */
final class Dice implements RandomGenerator {

  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private long state;

  Dice(long seed) {
    state = seed;
  }

  /** The source that belongs to a name. */
  static Dice of(long seed, String name) {
    long mixed = mix(seed + GOLDEN);
    for (int i = 0; i < name.length(); i++) {
      mixed = mix(mixed * 31 + name.charAt(i) + GOLDEN);
    }
    return new Dice(mixed);
  }

  /** Stirs 64 bits so that each one of the input moves about half of the output's. */
  static long mix(long bits) {
    long z = bits;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  @Override
  public long nextLong() {
    state += GOLDEN;
    return mix(state);
  }

  @Override
  public int nextInt() {
    return (int) (nextLong() >>> 32);
  }

  @Override
  public int nextInt(int bound) {
    return (int) nextLong(bound);
  }

  @Override
  public int nextInt(int origin, int bound) {
    return (int) (origin + nextLong((long) bound - origin));
  }

  /** The small bias of a remainder does not matter to anybody here. */
  @Override
  public long nextLong(long bound) {
    if (bound <= 0) {
      throw new IllegalArgumentException("no number lies below " + bound);
    }
    return Long.remainderUnsigned(nextLong(), bound);
  }

  @Override
  public long nextLong(long origin, long bound) {
    return origin + nextLong(bound - origin);
  }

  @Override
  public boolean nextBoolean() {
    return nextLong() < 0;
  }

  @Override
  public double nextDouble() {
    return (nextLong() >>> 11) * 0x1.0p-53;
  }

  /** A number from both ends inclusive. */
  long between(long least, long most) {
    return least + nextLong(most - least + 1);
  }

  /** A number from both ends inclusive; each power of two between them is equally likely. */
  long logBetween(long least, long most) {
    int low = Long.SIZE - Long.numberOfLeadingZeros(least);
    int high = Long.SIZE - Long.numberOfLeadingZeros(most);
    int bits = (int) between(low, high);
    long from = bits == 0 ? 0 : 1L << (bits - 1);
    long to = bits == 0 ? 0 : (from << 1) - 1;
    return Math.max(least, Math.min(most, between(from, to)));
  }

  /** Whether something happens that happens once in so many times; never if that is 0. */
  boolean oneIn(long times) {
    return times > 0 && nextLong(times) == 0;
  }

  <T> T pick(List<T> choices) {
    return choices.get(nextInt(choices.size()));
  }
}
