package dev.balsa.jepsen.check;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;

/**
 * Histories with unknown outcomes and leases that end unseen can take a search longer than anybody
 * waits. So tests limit it, say which ones were not decided, and allow for a few of them: of tens
 * of thousands of random ones none came near the limit.
 */
final class Undecided {

  /** Two million tries, some seconds of one core. */
  static final CheckOptions OPTIONS = CheckOptions.DEFAULT.withMaxExecutions(2_000_000);

  private static final double SHARE_MAX = 0.05;

  private final int runs;
  private final List<String> which = new ArrayList<>();

  Undecided(int runs) {
    this.runs = runs;
  }

  void count(boolean undecided, String about) {
    if (undecided) {
      which.add(about);
    }
  }

  void assertFew() {
    System.out.println("undecided: " + which.size() + " of " + runs + " " + which);
    assertTrue(which.size() <= SHARE_MAX * runs, () -> which.size() + " undecided: " + which);
  }
}
