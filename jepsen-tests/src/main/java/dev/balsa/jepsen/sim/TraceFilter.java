package dev.balsa.jepsen.sim;

import java.util.EnumSet;
import java.util.Set;

/**
 * Which lines of a trace are wanted.
 *
 * @param kinds only these kinds; empty for all
 * @param place only this member's, counted from 0; -1 for all
 * @param fromEvent nothing before this event
 */
record TraceFilter(Set<Kind> kinds, int place, long fromEvent) {

  static final TraceFilter ALL = new TraceFilter(EnumSet.noneOf(Kind.class), -1, 0);

  boolean covers(long event) {
    return event >= fromEvent;
  }

  boolean covers(Kind kind, int who) {
    return (kinds.isEmpty() || kinds.contains(kind)) && (place < 0 || place == who || who < 0);
  }
}
