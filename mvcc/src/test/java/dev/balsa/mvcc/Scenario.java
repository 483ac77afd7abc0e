package dev.balsa.mvcc;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Random operations on few keys, so that they meet often; valid and invalid ones. One seed, one
 * sequence.
 */
final class Scenario {

  private static final byte[][] KEYS = {
    bytes("a"),
    bytes("aa"),
    bytes("ab"),
    bytes("b"),
    bytes("c"),
    bytes("c\0"),
    bytes("d"),
    {(byte) 0xff},
    {(byte) 0xff, (byte) 0xff},
    bytes("e"),
    bytes("f"),
    bytes("g"),
    {0}
  };

  private final Random random;

  Scenario(long seed) {
    this.random = new Random(seed);
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  Random random() {
    return random;
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  <E> E pick(E[] choices) {
    return choices[random.nextInt(choices.length)];
  }

  byte[] key() {
    return pick(KEYS);
  }

  byte[] value() {
    byte[] value = new byte[oneIn(5) ? 0 : oneIn(20) ? 300 : below(3)];
    for (int i = 0; i < value.length; i++) {
      value[i] = (byte) below(4);
    }
    return value;
  }

  long lease() {
    return below(5);
  }

  KeyRange range() {
    return switch (below(6)) {
      case 0, 1 -> KeyRange.single(key());
      case 2 -> KeyRange.from(key());
      case 3 -> KeyRange.of(new byte[] {0}, new byte[] {0});
      case 4 -> KeyRange.prefix(key());
      default -> KeyRange.of(key(), key());
    };
  }

  /** Mostly now, else around the readable window, sometimes outside of it. */
  long revision(long current, long compacted) {
    if (oneIn(2)) {
      return 0;
    }
    long low = Math.max(0, compacted - 1);
    return low - 1 + below((int) (current - low) + 4);
  }

  private long bound(long current) {
    return oneIn(3) ? below((int) current + 2) : 0;
  }

  Op.Range rangeOp(long current, long compacted) {
    return new Op.Range(
        range(),
        oneIn(2) ? 0 : below(6),
        revision(current, compacted),
        pick(SortOrder.values()),
        pick(SortTarget.values()),
        oneIn(4),
        oneIn(6),
        bound(current),
        bound(current),
        bound(current),
        bound(current));
  }

  Op.Put put() {
    boolean ignoreValue = oneIn(6);
    boolean ignoreLease = oneIn(6);
    return new Op.Put(
        key(),
        ignoreValue ? new byte[0] : value(),
        ignoreLease || oneIn(2) ? 0 : lease(),
        oneIn(3),
        ignoreValue,
        ignoreLease);
  }

  Op.Delete delete() {
    return new Op.Delete(oneIn(8) ? range() : KeyRange.single(key()), oneIn(2));
  }

  Compare compare(long current) {
    Compare.Target target = pick(Compare.Target.values());
    long number =
        switch (target) {
          case LEASE, VERSION -> below(4);
          default -> below((int) current + 2);
        };
    return new Compare(
        oneIn(3) ? range() : KeyRange.single(key()),
        target,
        pick(Compare.Result.values()),
        number,
        value());
  }

  Op op(long current, long compacted) {
    return switch (below(10)) {
      case 0, 1, 2, 3 -> put();
      case 4 -> delete();
      case 5 -> rangeOp(current, compacted);
      default -> txn(current, compacted, 0);
    };
  }

  Op.Txn txn(long current, long compacted, int depth) {
    List<Compare> compares = new ArrayList<>();
    for (int i = below(3); i > 0; i--) {
      compares.add(compare(current));
    }
    return new Op.Txn(
        compares, branch(current, compacted, depth), branch(current, compacted, depth));
  }

  private List<Op> branch(long current, long compacted, int depth) {
    List<Op> ops = new ArrayList<>();
    for (int i = below(5); i > 0; i--) {
      ops.add(
          switch (below(8)) {
            case 0, 1, 2 -> put();
            case 3 -> delete();
            case 4 -> depth < 2 ? txn(current, compacted, depth + 1) : put();
            default -> rangeOp(current, oneIn(3) ? compacted : compacted + 1);
          });
    }
    return ops;
  }

  /**
   * Whether a put that keeps value or lease might stand behind a deletion, which the API never lets
   * through.
   */
  static boolean isAmbiguous(Op op) {
    Set<String> seen = new HashSet<>();
    return op instanceof Op.Txn txn && mixes(txn, seen);
  }

  private static boolean mixes(Op.Txn txn, Set<String> seen) {
    List<Op> all = new ArrayList<>(txn.success());
    all.addAll(txn.failure());
    boolean mixed = false;
    for (Op op : all) {
      if (op instanceof Op.Delete) {
        seen.add("delete");
      } else if (op instanceof Op.Put put && (put.ignoreValue() || put.ignoreLease())) {
        mixed |= seen.contains("delete");
      } else if (op instanceof Op.Txn nested) {
        mixed |= mixes(nested, seen);
      }
    }
    return mixed;
  }
}
