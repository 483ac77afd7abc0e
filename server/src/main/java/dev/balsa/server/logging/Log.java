package dev.balsa.server.logging;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * Says what happens: a fixed sentence and the facts that go with it.
 *
 * <pre>{@code
 * private static final Log LOG = Log.of(Node.class);
 * LOG.info("became leader", "local-member-id", Long.toHexString(id), "term", term);
 * LOG.error("cannot sync the log", failure, "file", path);
 * }</pre>
 *
 * <p>Everything goes to {@link System.Logger}, so who embeds Balsa sees it where the rest of the
 * application logs, as {@code became leader local-member-id=8e9e05c52164694d term=2}. What a {@link
 * LoggedThread} says goes to the logger that it was given. Thread-safe.
 */
public final class Log {

  private static final StackWalker STACK = StackWalker.getInstance();

  private final Logger logger;

  private Log(Logger logger) {
    this.logger = logger;
  }

  /** The log of a class, under the class's name. */
  public static Log of(Class<?> source) {
    return new Log(System.getLogger(source.getName()));
  }

  /** Whether {@link #debug} leads anywhere; for facts that are costly to gather. */
  public boolean isDebug() {
    return target().isLoggable(Level.DEBUG);
  }

  /** Says what only a developer wants to know. */
  public void debug(String message, Object... fields) {
    log(Level.DEBUG, message, null, fields);
  }

  /** Says what an operator may want to know. */
  public void info(String message, Object... fields) {
    log(Level.INFO, message, null, fields);
  }

  /** Says what an operator should look at. */
  public void warn(String message, Object... fields) {
    log(Level.WARNING, message, null, fields);
  }

  /** Says what an operator should look at, and what caused it. */
  public void warn(String message, Throwable cause, Object... fields) {
    log(Level.WARNING, message, cause, fields);
  }

  /** Says what keeps this member from doing its work. */
  public void error(String message, Object... fields) {
    log(Level.ERROR, message, null, fields);
  }

  /** Says what keeps this member from doing its work, and what caused it. */
  public void error(String message, Throwable cause, Object... fields) {
    log(Level.ERROR, message, cause, fields);
  }

  private void log(Level level, String message, Throwable cause, Object... fields) {
    Logger target = target();
    if (target.isLoggable(level)) {
      // The event is the parameter, not the format: no character of it is ever taken for a pattern.
      target.log(level, "{0}", new LogEvent(caller(), message, cause, fields));
    }
  }

  /** Which line of which file speaks, in the shape of zap's callers: {@code node/Node.java:123}. */
  private static String caller() {
    return STACK.walk(
        frames ->
            frames
                .filter(frame -> !frame.getClassName().equals(Log.class.getName()))
                .findFirst()
                .map(Log::placeOf)
                .orElse(""));
  }

  private static String placeOf(StackWalker.StackFrame frame) {
    String name = frame.getClassName();
    int dot = name.lastIndexOf('.');
    int before = name.lastIndexOf('.', dot - 1);
    String room = dot < 0 ? "" : name.substring(before + 1, dot) + "/";
    return room + frame.getFileName() + ":" + frame.getLineNumber();
  }

  private Logger target() {
    return Thread.currentThread() instanceof LoggedThread own ? own.target() : logger;
  }
}
