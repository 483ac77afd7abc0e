package dev.balsa.tools.mirror;

import dev.balsa.client.Bytes;
import dev.balsa.client.KeyRange;

/**
 * What is mirrored, and as what.
 *
 * @param prefix what the keys begin with that are mirrored; empty for all
 * @param destPrefix what stands in its place at the destination
 * @param maxTxnOps how many operations a transaction of the destination may have, two or more
 * @param combines whether revisions that wait may share a transaction
 * @param overwrites whether the destination may have keys already
 * @param untilEqual whether the mirror ends as soon as nothing is missing
 */
public record MirrorPlan(
    Bytes prefix,
    Bytes destPrefix,
    int maxTxnOps,
    boolean combines,
    boolean overwrites,
    boolean untilEqual) {

  /** Positions of mirrors are theirs alone, and are not mirrored. */
  static final Bytes POSITIONS = Bytes.of("balsa.mirror/");

  /** Bytes of keys and values in a transaction; a server takes half as much again. */
  static final long MAX_TXN_BYTES = 1 << 20;

  /** Refuses a transaction without room for data beside the position. */
  public MirrorPlan {
    if (maxTxnOps < 2) {
      throw new IllegalArgumentException("a transaction needs room for two operations");
    }
  }

  /** The key of the destination that says how far the mirror is. */
  public Bytes positionKey() {
    return POSITIONS.plus(prefix).plus(">").plus(destPrefix);
  }

  /** Where a key goes. */
  Bytes destination(Bytes key) {
    return destPrefix.plus(key.from(prefix.size()));
  }

  boolean concerns(Bytes key) {
    return key.startsWith(prefix) && !key.startsWith(POSITIONS);
  }

  KeyRange source() {
    return KeyRange.prefix(prefix);
  }

  /** From behind a key that was copied to the end of what is mirrored. */
  KeyRange sourceBehind(Bytes key) {
    return key.isEmpty() ? source() : KeyRange.between(key.plus("\0"), source().end());
  }

  /** The keys of the destination that belong to the mirror. */
  KeyRange target() {
    return KeyRange.prefix(destPrefix);
  }

  /** Those behind the copy of one key, up to that of another or, if that is empty, to the end. */
  KeyRange targetBetween(Bytes behind, Bytes upTo) {
    Bytes from = behind.isEmpty() ? target().key() : destination(behind).plus("\0");
    Bytes end = upTo.isEmpty() ? target().end() : destination(upTo).plus("\0");
    return KeyRange.between(from, end);
  }
}
