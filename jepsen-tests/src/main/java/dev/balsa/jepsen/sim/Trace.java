package dev.balsa.jepsen.sim;

import java.io.PrintStream;
import java.util.Locale;

/**
 * What happened, as a number that must be the same each time, and as lines for whoever looks for a
 * cause.
 *
 * <pre>
 *      event       seconds  who kind      what
 *        417      1.203377  m2  message   append 1->2 term 2 after 8/2 entries 1 commit 8
 *        418      1.203391  m2  node      3
 *        419      1.203391  m2  state     follower term 2 leader 1 commit 8 applied 8 rev 4
 * </pre>
 *
 * <p>Columns are separated by spaces; the last one goes to the end of the line. An event may have
 * several lines.
 */
final class Trace {

  private final PrintStream out;
  private final TraceFilter filter;
  private final Schedule schedule;
  private long events;
  private long hash = 0x62616c7361L;

  Trace(Schedule schedule, PrintStream out, TraceFilter filter) {
    this.schedule = schedule;
    this.out = out;
    this.filter = filter;
  }

  /** A new event begins. */
  void event(Kind kind, int place) {
    events++;
    mix(schedule.nowNanos() * 31 + kind.number());
    mix(place);
  }

  /** Takes a fact into the hash. */
  void mix(long fact) {
    hash = Dice.mix(hash * 31 + fact);
  }

  /** Whether lines are wanted at all; what they would say need not be put together otherwise. */
  boolean isOn() {
    return out != null && filter.covers(events);
  }

  /** Writes a line of the present event. */
  void line(Kind kind, int place, String what) {
    if (isOn() && filter.covers(kind, place)) {
      String who = place < 0 ? "-" : "m" + (place + 1);
      out.println(
          String.format(
              Locale.ROOT,
              "%10d %13.6f  %-3s %-9s %s",
              events,
              schedule.nowNanos() / 1e9,
              who,
              kind.column(),
              what));
    }
  }

  long events() {
    return events;
  }

  long hash() {
    return hash;
  }
}
