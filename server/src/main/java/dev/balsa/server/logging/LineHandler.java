package dev.balsa.server.logging;

import java.text.MessageFormat;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/**
 * Turns what arrives at the JDK's logging into lines: our own events with their fields, those of
 * libraries with their text.
 */
final class LineHandler extends Handler {

  private final LineFormat format;
  private final LineQueue queue;

  LineHandler(LineFormat format, LineQueue queue) {
    this.format = format;
    this.queue = queue;
  }

  @Override
  public void publish(LogRecord record) {
    if (isLoggable(record)) {
      queue.add(lineOf(format, record));
    }
  }

  static String lineOf(LineFormat format, LogRecord record) {
    LogEvent event = eventOf(record);
    return format.line(
        levelOf(record.getLevel()),
        record.getInstant(),
        event.caller().isEmpty() ? callerOf(record.getLoggerName()) : event.caller(),
        event);
  }

  private static LogEvent eventOf(LogRecord record) {
    Object[] parameters = record.getParameters();
    if (parameters != null && parameters.length == 1 && parameters[0] instanceof LogEvent event) {
      return event;
    }
    return new LogEvent(textOf(record, parameters), record.getThrown());
  }

  private static String textOf(LogRecord record, Object[] parameters) {
    String message = String.valueOf(record.getMessage());
    if (parameters == null || parameters.length == 0 || !message.contains("{0")) {
      return message;
    }
    try {
      return MessageFormat.format(message, parameters);
    } catch (
        IllegalArgumentException
            e) { // the library's pattern is broken; its raw text still says something
      return message;
    }
  }

  private static String levelOf(Level level) {
    if (level.intValue() >= FatalLevel.VALUE) {
      return "fatal";
    }
    if (level.intValue() >= Level.SEVERE.intValue()) {
      return "error";
    }
    if (level.intValue() >= Level.WARNING.intValue()) {
      return "warn";
    }
    return level.intValue() >= Level.INFO.intValue() ? "info" : "debug";
  }

  /** The class in its package, as {@code node/Node}: the shape of zap's callers. */
  private static String callerOf(String logger) {
    if (logger == null) {
      return "";
    }
    int dot = logger.lastIndexOf('.');
    int before = logger.lastIndexOf('.', dot - 1);
    return dot < 0 ? logger : logger.substring(before + 1, dot) + "/" + logger.substring(dot + 1);
  }

  @Override
  public void flush() {
    queue.flush();
  }

  @Override
  public void close() {
    queue.close();
  }
}
