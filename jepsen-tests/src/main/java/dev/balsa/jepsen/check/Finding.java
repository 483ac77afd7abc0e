package dev.balsa.jepsen.check;

import dev.balsa.jepsen.history.History;
import java.util.List;

/**
 * Something that a checker found.
 *
 * @param checker who found it
 * @param promise which promise is broken, in a few words that stay the same from run to run
 * @param explanation what a person needs to know to follow it
 * @param evidence lines of the history that show it, in their text form
 * @param part the smallest part of the history that still shows it, as a history that can be judged
 *     by itself; null where the evidence says it all
 */
public record Finding(
    Checker checker, String promise, String explanation, List<String> evidence, History part) {

  /** Makes the list immutable. */
  public Finding {
    evidence = List.copyOf(evidence);
  }

  static Finding of(Checker checker, String promise, String explanation, Object... evidence) {
    List<String> lines = java.util.Arrays.stream(evidence).map(String::valueOf).toList();
    return new Finding(checker, promise, explanation, lines, null);
  }

  /** Several lines, for people. */
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder(checker.name()).append(": ").append(promise);
    out.append("\n  ").append(explanation.replace("\n", "\n  "));
    for (String line : evidence) {
      out.append("\n    ").append(line);
    }
    return out.toString();
  }
}
