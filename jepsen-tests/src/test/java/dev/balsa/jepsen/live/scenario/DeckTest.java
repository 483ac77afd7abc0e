package dev.balsa.jepsen.live.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DeckTest {
  private static final List<Integer> ALL = IntStream.range(0, 20).boxed().toList();

  @Test
  void eachComesOnceBeforeAnyComesAgain() {
    Deck<Integer> deck = new Deck<>(ALL, new SplittableRandom(7));
    for (int round = 0; round < 3; round++) {
      List<Integer> drawn = Stream.generate(deck::next).limit(ALL.size()).toList();
      assertEquals(Set.copyOf(ALL), Set.copyOf(drawn));
      assertNotEquals(ALL, drawn);
    }
  }
}
