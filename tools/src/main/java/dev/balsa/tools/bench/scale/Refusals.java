package dev.balsa.tools.bench.scale;

import java.util.Map;

/**
 * What went wrong under a load, by kind.
 *
 * @param tooMany refused at once, because too much was under way
 * @param timeouts nobody knows what became of them
 * @param others everything else
 */
record Refusals(long tooMany, long timeouts, long others) {
  private static final String TOO_MANY = "too many requests";
  private static final String TIMED_OUT = "timed out";
  private static final String DEADLINE_EXCEEDED = "(code 4)";

  /**
   * Sorts errors.
   *
   * @param errors how many there were, by what the server said
   */
  static Refusals of(Map<String, Long> errors) {
    long tooMany = 0;
    long timeouts = 0;
    long others = 0;
    for (Map.Entry<String, Long> error : errors.entrySet()) {
      String said = error.getKey();
      if (said.contains(TOO_MANY)) {
        tooMany += error.getValue();
      } else if (said.contains(TIMED_OUT) || said.contains(DEADLINE_EXCEEDED)) {
        timeouts += error.getValue();
      } else {
        others += error.getValue();
      }
    }
    return new Refusals(tooMany, timeouts, others);
  }
}
