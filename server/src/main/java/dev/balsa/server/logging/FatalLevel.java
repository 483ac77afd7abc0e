package dev.balsa.server.logging;

import java.util.logging.Level;

/** Above every level of the JDK: the last thing that a process says. */
final class FatalLevel extends Level {
  private static final long serialVersionUID = 1L;

  static final int VALUE = 1_100;
  static final Level FATAL = new FatalLevel();

  private FatalLevel() {
    super("FATAL", VALUE);
  }
}
