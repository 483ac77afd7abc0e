package dev.balsa.server.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/**
 * Merged intervals against the permissions one by one: a range is covered if every key of a small
 * world is in some permission.
 */
class KeyIntervalsPropertyTest {

  private static final ByteString ONE = ByteString.EMPTY;
  private static final ByteString OPEN = ByteString.copyFrom(new byte[] {0});

  /** Bytes that keys are made of: the least, two in the middle, the greatest. */
  private static final byte[] LETTERS = {0, 'a', 'b', (byte) 0xff};

  /** All keys of up to three letters: between two bounds of up to two there is always one. */
  private static final List<ByteString> WORLD = world();

  record Range(ByteString key, ByteString end) {

    boolean isNaivelyIn(ByteString other) {
      if (end.isEmpty()) {
        return key.equals(other);
      }
      boolean open = end.equals(OPEN);
      return compare(other, key) >= 0 && (open || compare(other, end) < 0);
    }
  }

  private static int compare(ByteString a, ByteString b) {
    return ByteString.unsignedLexicographicalComparator().compare(a, b);
  }

  private static List<ByteString> world() {
    List<ByteString> world = new ArrayList<>();
    List<ByteString> last = List.of(ByteString.EMPTY);
    for (int length = 1; length <= 3; length++) {
      List<ByteString> longer = new ArrayList<>();
      for (ByteString prefix : last) {
        for (byte letter : LETTERS) {
          longer.add(prefix.concat(ByteString.copyFrom(new byte[] {letter})));
        }
      }
      world.addAll(longer);
      last = longer;
    }
    return world;
  }

  @Provide
  Arbitrary<Range> ranges() {
    Arbitrary<ByteString> keys =
        Arbitraries.of(LETTERS[0], LETTERS[1], LETTERS[2], LETTERS[3])
            .list()
            .ofMinSize(1)
            .ofMaxSize(2)
            .map(
                letters -> {
                  byte[] bytes = new byte[letters.size()];
                  for (int i = 0; i < bytes.length; i++) {
                    bytes[i] = letters.get(i);
                  }
                  return ByteString.copyFrom(bytes);
                });
    Arbitrary<ByteString> ends =
        Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(2, Arbitraries.just(ONE)),
            net.jqwik.api.Tuple.of(1, Arbitraries.just(OPEN)),
            net.jqwik.api.Tuple.of(5, keys));
    return keys.flatMap(key -> ends.map(end -> new Range(key, end)));
  }

  @Property(tries = 3000)
  void aRangeIsCoveredExactlyIfEveryKeyInItIs(
      @ForAll("grants") List<Range> grants, @ForAll("ranges") Range asked) {
    boolean hasKeys =
        asked.end().isEmpty() || asked.end().equals(OPEN) || compare(asked.key(), asked.end()) < 0;
    if (!hasKeys) {
      return; // nothing is read or written there
    }
    KeyIntervals.Builder builder = new KeyIntervals.Builder();
    grants.forEach(grant -> builder.add(grant.key(), grant.end()));
    boolean everyKey =
        WORLD.stream()
            .filter(asked::isNaivelyIn)
            .allMatch(key -> grants.stream().anyMatch(grant -> grant.isNaivelyIn(key)));
    assertEquals(
        everyKey && openIsOpen(grants, asked),
        builder.build().covers(asked.key(), asked.end()),
        () -> asked + " in " + grants);
  }

  /** The world ends somewhere, a range without an end does not. */
  private static boolean openIsOpen(List<Range> grants, Range asked) {
    return !asked.end().equals(OPEN) || grants.stream().anyMatch(grant -> grant.end().equals(OPEN));
  }

  @Provide
  Arbitrary<List<Range>> grants() {
    return ranges().list().ofMaxSize(6);
  }

  @Test
  void aRangeThatEndsBeforeItBeginsNeedsBothItsBounds() {
    KeyIntervals.Builder builder = new KeyIntervals.Builder();
    builder.add(ByteString.copyFromUtf8("b"), ByteString.copyFromUtf8("d"));
    KeyIntervals keys = builder.build();
    ByteString a = ByteString.copyFromUtf8("a");
    ByteString bb = ByteString.copyFromUtf8("bb");
    ByteString c = ByteString.copyFromUtf8("c");
    assertTrue(keys.covers(c, bb));
    assertFalse(keys.covers(c, a));
  }

  @Test
  void nobodyMayDoAnythingWithoutAPermission() {
    KeyIntervals nothing = new KeyIntervals.Builder().build();
    assertFalse(nothing.covers(ByteString.copyFromUtf8("a"), ONE));
    assertFalse(nothing.covers(OPEN, OPEN));
  }
}
