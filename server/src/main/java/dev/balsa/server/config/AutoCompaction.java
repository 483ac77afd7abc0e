package dev.balsa.server.config;

import java.time.Duration;

/** How the server forgets old revisions by itself. */
public sealed interface AutoCompaction {

  /** It does not; clients compact. */
  record Off() implements AutoCompaction {}

  /**
   * By age.
   *
   * @param retention how old a revision gets at least, more than zero
   */
  record Periodic(Duration retention) implements AutoCompaction {}

  /**
   * By number.
   *
   * @param retention how many revisions stay, more than zero
   */
  record Revisions(long retention) implements AutoCompaction {}

  /**
   * Reads the two settings together.
   *
   * @param mode {@code periodic} or {@code revision}
   * @param retention hours or a duration, or a number of revisions
   * @throws ConfigException if the retention is none
   */
  static AutoCompaction of(String mode, String retention) {
    try {
      if (mode.equals("revision")) {
        long revisions = GoInteger.parse(retention, 0, Long.MAX_VALUE);
        return revisions == 0 ? new Off() : new Revisions(revisions);
      }
      boolean bareHours = !retention.isEmpty() && retention.chars().allMatch(Character::isDigit);
      Duration age =
          bareHours
              ? Duration.ofHours(GoInteger.parse(retention, 0, 1_000_000))
              : GoDuration.parse(retention);
      return age.isZero() ? new Off() : new Periodic(age);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(
          "invalid value \""
              + retention
              + "\" for --auto-compaction-retention in "
              + mode
              + " mode: "
              + e.getMessage());
    }
  }
}
