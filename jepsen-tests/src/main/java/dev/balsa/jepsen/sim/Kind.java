package dev.balsa.jepsen.sim;

import java.util.Locale;

/** What an event of the simulation is; the fourth column of a trace. */
enum Kind {
  /** A turn of the agent that owns consensus. */
  NODE(1),
  /** A turn of the agent that writes the log. */
  WAL(2),
  /** A turn of the agent that applies. */
  APPLY(3),
  /** A background task. */
  TASK(4),
  /** A message between members arrives. */
  MESSAGE(5),
  /** A message between members is lost. */
  LOST(6),
  /** A client asks, is answered, or gives up. */
  CLIENT(7),
  /** Something a watching client is told. */
  WATCH(8),
  /** A fault begins or ends. */
  FAULT(9),
  /** A member starts, stops, refuses to start. */
  MEMBER(10),
  /** What has changed about a member: role, term, indexes. */
  STATE(11);

  private final int number;

  Kind(int number) {
    this.number = number;
  }

  /** What stands for the kind in the hash of a trace. */
  int number() {
    return number;
  }

  /** As it stands in a trace. */
  String column() {
    return name().toLowerCase(Locale.ROOT);
  }
}
