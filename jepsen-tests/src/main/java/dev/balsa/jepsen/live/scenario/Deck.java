package dev.balsa.jepsen.live.scenario;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Things in an order of chance, each once before any comes again. */
final class Deck<T> {
  private final List<T> all;
  private final SplittableRandom random;
  private final ArrayDeque<T> left = new ArrayDeque<>();

  Deck(List<T> all, SplittableRandom random) {
    this.all = List.copyOf(all);
    this.random = random;
  }

  /** The next one; there must be one. */
  T next() {
    if (left.isEmpty()) {
      List<T> rest = new ArrayList<>(all);
      while (!rest.isEmpty()) {
        left.add(rest.remove(random.nextInt(rest.size())));
      }
    }
    return left.remove();
  }
}
