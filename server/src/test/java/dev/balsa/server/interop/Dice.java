package dev.balsa.server.interop;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;

/** Random choices of one step: the same seed makes the same choices. */
final class Dice {
  private static final List<ByteString> KEYS =
      List.of(
          text("a"),
          text("b"),
          text("c"),
          text("d"),
          text("ab"),
          text("abc"),
          text("b\0"),
          text("\0"),
          ByteString.copyFrom(new byte[] {(byte) 0xff}),
          ByteString.copyFrom(new byte[] {(byte) 0xff, (byte) 0xff}),
          text("e"),
          text("f/1"),
          text("f/2"),
          text("f/3"));
  private static final ByteString FROM_KEY = ByteString.copyFrom(new byte[] {0});
  private static final int HUGE_KEY_BYTES = 4096;

  private final SplittableRandom random;
  private final KnownState state;

  Dice(long seed, KnownState state) {
    random = new SplittableRandom(seed);
    this.state = state;
  }

  private static ByteString text(String text) {
    return ByteString.copyFrom(text, StandardCharsets.UTF_8);
  }

  /** True once in so many times. */
  boolean oneIn(int times) {
    return random.nextInt(times) == 0;
  }

  /** From 0 (included) to the bound (excluded). */
  int below(int bound) {
    return random.nextInt(bound);
  }

  <T> T of(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  /** A key: mostly one of a few; now and then none, or a huge one. */
  ByteString key() {
    if (oneIn(60)) {
      return ByteString.EMPTY;
    }
    if (oneIn(400)) {
      return ByteString.copyFrom(new byte[HUGE_KEY_BYTES + random.nextInt(3)]);
    }
    return of(KEYS);
  }

  /** A range end: mostly none; open, empty and inverted ranges too. */
  ByteString rangeEnd() {
    return switch (random.nextInt(6)) {
      case 0, 1 -> FROM_KEY;
      case 2, 3 -> of(KEYS);
      default -> ByteString.EMPTY;
    };
  }

  ByteString value() {
    return switch (random.nextInt(5)) {
      case 0 -> ByteString.EMPTY;
      case 1 -> of(KEYS);
      default -> text("v" + random.nextInt(4));
    };
  }

  /**
   * A revision to read at: mostly 0; else around the current one, around the compacted one, or
   * absurd.
   */
  long revision() {
    return random.nextInt(10) < 6 ? 0 : edgeRevision();
  }

  long edgeRevision() {
    return switch (random.nextInt(10)) {
      case 0, 1, 2, 3 -> Math.max(0, state.revision() - random.nextInt(30));
      case 4 -> state.revision() + random.nextInt(3);
      case 5 -> state.compactRevision() + random.nextInt(3) - 1;
      case 6 -> -random.nextInt(3);
      case 7 -> random.nextInt(4);
      case 8 -> oneIn(2) ? Long.MAX_VALUE : Long.MIN_VALUE;
      default -> state.revision();
    };
  }

  /** A bound of a filter by revision: mostly off. */
  long revisionBound() {
    return random.nextInt(8) > 0 ? 0 : state.revision() - random.nextInt(20) + 2;
  }

  /** A lease to use: mostly one that exists. */
  long lease() {
    if (!state.leases().isEmpty() && !oneIn(8)) {
      return of(state.leases());
    }
    return leaseIdToGrant();
  }

  /** An id that a lease may be given: few, so that they collide. */
  long leaseIdToGrant() {
    return switch (random.nextInt(12)) {
      case 0 -> -1 - random.nextInt(2);
      case 1 -> Long.MAX_VALUE - random.nextInt(2);
      default -> 1 + random.nextInt(8);
    };
  }
}
