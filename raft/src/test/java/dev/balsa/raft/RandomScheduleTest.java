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

  @Property(tries = 250, shrinking = ShrinkingMode.OFF)
  void everyScheduleIsSafeAndHealsInTheEnd(@ForAll long seed) {
    Long given = Long.getLong("balsa.raft.seed");
    new RandomSchedule(given == null ? seed : given).run(STEPS);
  }
}
