package dev.balsa.jepsen.sim;

import java.util.Locale;

/** What an event of the simulation is; the fourth column of a trace. */
enum Kind {
  /** A turn of the agent that owns consensus. */
  NODE,
  /** A turn of the agent that writes the log. */
  WAL,
  /** A turn of the agent that applies. */
  APPLY,
  /** A background task. */
  TASK,
  /** A message between members arrives. */
  MESSAGE,
  /** A message between members is lost. */
  LOST,
  /** A client asks, is answered, or gives up. */
  CLIENT,
  /** Something a watching client is told. */
  WATCH,
  /** A fault begins or ends. */
  FAULT,
  /** A member starts, stops, refuses to start. */
  MEMBER,
  /** What has changed about a member: role, term, indexes. */
  STATE;

  /** As it stands in a trace. */
  String column() {
    return name().toLowerCase(Locale.ROOT);
  }
}
