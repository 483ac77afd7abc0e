package dev.balsa.server.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** How compaction leaves room for everything else, and that it still gets on. */
class CompactionPaceTest {

  private static final long MILLI = 1_000_000L;
  private static final int BATCH = 1_000;
  private static final long SLEEP = 10 * MILLI;
  private static final int MILLION = 1_000_000;

  private final CompactionPace pace = new CompactionPace(BATCH, SLEEP);
  private long now = Long.MAX_VALUE - 5 * MILLI; // a clock that overflows soon

  private void step(long nanos) {
    long start = now;
    now += nanos;
    pace.stepped(pace.maxWork(), start, now);
  }

  /** A member that is busy in every turn of 50 µs: how long does removing so much take it? */
  private long busyMillis(int work, long stepNanos) {
    long begin = now;
    for (int left = work; left > 0; now += 50_000) {
      if (pace.isDue(now, false)) {
        step(stepNanos);
        left -= pace.maxWork();
      }
    }
    return (now - begin) / MILLI;
  }

  @Test
  void anIdleMemberTakesStepAfterStep() {
    for (int i = 0; i < 10; i++) {
      assertTrue(pace.isDue(now, true));
      step(MILLI);
    }
  }

  @Test
  void besideOtherWorkAStepIsFollowedByFourTimesAsLongWithout() {
    assertTrue(pace.isDue(now, false), "the first");
    step(MILLI);
    assertFalse(pace.isDue(now + 4 * MILLI - 1, false));
    assertTrue(pace.isDue(now + 4 * MILLI, false));
  }

  @Test
  void aTurnWithoutWorkInTheMiddleOfALoadIsNoReasonToHurry() {
    assertTrue(pace.isDue(now, false));
    step(MILLI);
    assertFalse(pace.isDue(now + MILLI, true));
  }

  @Test
  void whenTheLoadIsOverTheRestIsDoneWithoutPauses() {
    assertTrue(pace.isDue(now, false));
    step(25 * MILLI);
    assertFalse(pace.isDue(now - 25 * MILLI + CompactionPace.LULL_NANOS - 1, true));
    now = pace.deadlineNanos();
    assertTrue(pace.isDue(now, true), "at the deadline, which is that of the lull");
    step(25 * MILLI);
    assertTrue(pace.isDue(now, true));
  }

  @Test
  void aStepThatTookVeryLongDoesNotHoldTheNextOneUpForGood() {
    assertTrue(pace.isDue(now, false));
    step(60_000 * MILLI);
    now += CompactionPace.MAX_PAUSE_NANOS;
    assertTrue(pace.isDue(now, false));
  }

  @Test
  void aMillionRevisionsGoInHalfAMinuteBesideALoadThatNeverEnds() {
    long millis = busyMillis(MILLION, 500_000); // half a millisecond for each 128
    assertTrue(millis < 30_000, millis + " ms");
    assertTrue(millis > 4 * 500 * (MILLION / BATCH) / 1_000, "four fifths are for others");
  }

  @Test
  void theLimitsOfTheMemberHoldHoweverQuickTheStepsAre() {
    long millis = busyMillis(MILLION, 1_000);
    assertTrue(millis >= MILLION / BATCH * SLEEP / MILLI, millis + " ms");
  }

  @Test
  void aStepIsNeverLargerThanTheMembersLimit() {
    assertEquals(7, new CompactionPace(7, SLEEP).maxWork());
    assertEquals(CompactionPace.MAX_STEP_WORK, pace.maxWork());
  }
}
