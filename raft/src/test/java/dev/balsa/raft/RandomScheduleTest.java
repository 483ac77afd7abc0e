package dev.balsa.raft;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/**
 * Several members under a network that loses, doubles and reorders, with crashes, slow disks, slow
 * state machines, snapshots and changes of the configuration; safety is checked after every step,
 * then everything heals and progress is demanded.
 *
 * <p>A failure names its seed; {@code -Dbalsa.raft.seed=N} repeats that one schedule and prints its
 * last steps.
 */
class RandomScheduleTest {

  private static final int STEPS = 4000;

  /** More schedules a try, for a long night. */
  private static final int REPEAT = Integer.getInteger("balsa.raft.repeat", 1);

  @Property(tries = 150, shrinking = ShrinkingMode.OFF)
  void everyScheduleIsSafeAndHealsInTheEnd(@ForAll long seed) {
    Long given = Long.getLong("balsa.raft.seed");
    for (int i = 0; i < REPEAT; i++) {
      new RandomSchedule(given == null ? seed * REPEAT + i : given).run(STEPS);
    }
  }
}
