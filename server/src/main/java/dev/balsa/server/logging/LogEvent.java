package dev.balsa.server.logging;

/**
 * One thing said: a sentence, its cause if there is one, and facts as alternating keys and values.
 */
final class LogEvent {

  private final String message;
  private final Throwable cause;
  private final Object[] fields;
  private final String caller;

  /** Said by nobody in particular. */
  LogEvent(String message, Throwable cause, Object... fields) {
    this("", message, cause, fields);
  }

  /**
   * @param caller the place that says so, as {@code node/Node.java:123}
   */
  LogEvent(String caller, String message, Throwable cause, Object[] fields) {
    if (fields.length % 2 != 0) {
      throw new IllegalArgumentException("a key without a value: " + message);
    }
    this.caller = caller;
    this.message = message;
    this.cause = cause;
    this.fields = fields.clone();
  }

  String message() {
    return message;
  }

  /** The file and line that say so; empty if unknown. */
  String caller() {
    return caller;
  }

  /** What caused it, or null. */
  Throwable cause() {
    return cause;
  }

  int fieldCount() {
    return fields.length / 2;
  }

  String key(int index) {
    return String.valueOf(fields[2 * index]);
  }

  Object value(int index) {
    return fields[2 * index + 1];
  }

  /** The event as logs of other frameworks show it. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(message);
    for (int i = 0; i < fieldCount(); i++) {
      text.append(' ').append(key(i)).append('=').append(value(i));
    }
    if (cause != null) {
      text.append(" error=").append(cause);
    }
    return text.toString();
  }
}
