package dev.balsa.tools.mirror;

import dev.balsa.client.Bytes;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * How far a mirror is; the package documentation has examples. No two positions of one mirror are
 * the same.
 *
 * @param clusterId the source
 * @param revision of the copy, or up to which everything was mirrored
 * @param done how many changes beyond that; while copying: transactions since the key
 * @param copied while copying, the last key that is there; empty for none
 */
record Position(Phase phase, long clusterId, long revision, long done, Bytes copied) {

  enum Phase {
    COPY,
    FOLLOW
  }

  static Position copying(long clusterId, long revision, Bytes copied) {
    return new Position(Phase.COPY, clusterId, revision, 0, copied);
  }

  static Position following(long clusterId, long revision, long done) {
    return new Position(Phase.FOLLOW, clusterId, revision, done, Bytes.EMPTY);
  }

  Position onceMore() {
    return new Position(phase, clusterId, revision, done + 1, copied);
  }

  Bytes text() {
    return Bytes.of(
        phase.name().toLowerCase(Locale.ROOT)
            + " "
            + Long.toHexString(clusterId)
            + " "
            + revision
            + " "
            + done
            + " "
            + HexFormat.of().formatHex(copied.toByteArray()));
  }

  /**
   * Reads what a mirror wrote.
   *
   * @throws MirrorException if no mirror wrote that
   */
  static Position parse(String text) {
    List<String> words = List.of(text.split(" ", -1));
    try {
      return new Position(
          Phase.valueOf(words.get(0).toUpperCase(Locale.ROOT)),
          Long.parseUnsignedLong(words.get(1), 16),
          Long.parseLong(words.get(2)),
          Long.parseLong(words.get(3)),
          Bytes.of(HexFormat.of().parseHex(words.get(4))));
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new MirrorException("the destination's position is not a mirror's: " + text);
    }
  }
}
