package dev.balsa.tools.bench.compare;

import dev.balsa.tools.bench.load.Figures;
import java.util.List;

/**
 * What one side did in one turn.
 *
 * @param rows the figures of the rows, in their order
 * @param readings what was read beside, in the same order in every turn
 */
record Turn(List<Figures> rows, List<Reading> readings) {
  /**
   * One number that is no load: a memory, a time. Less is better.
   *
   * @param name what it is
   * @param unit in what
   */
  record Reading(String name, String unit, double value) {}
}
