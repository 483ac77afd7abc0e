package dev.balsa.jepsen.history;

/** A history file that cannot be read; the message names the line and what was expected. */
public final class BadHistoryException extends Exception {

  private static final long serialVersionUID = 1L;

  BadHistoryException(int lineNumber, String problem) {
    super("line " + lineNumber + ": " + problem);
  }
}
