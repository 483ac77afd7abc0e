package dev.balsa.jepsen.flip;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** The warnings of the servers in this JVM, kept instead of printed. */
final class LogLines extends Handler {

  private static final int LINES_MAX = 20;

  private final List<String> lines = new ArrayList<>();

  /** Takes the place of what printed so far. */
  @SuppressWarnings("this-escape")
  LogLines() {
    Logger root = Logger.getLogger("");
    Arrays.stream(root.getHandlers()).forEach(root::removeHandler);
    root.addHandler(this);
  }

  @Override
  public synchronized void publish(LogRecord line) {
    if (line.getLevel().intValue() >= Level.WARNING.intValue() && lines.size() < LINES_MAX) {
      Object[] facts = line.getParameters();
      lines.add(facts == null ? line.getMessage() : String.valueOf(facts[0]));
    }
  }

  synchronized void clear() {
    lines.clear();
  }

  synchronized String text() {
    return String.join(" | ", lines);
  }

  @Override
  public void flush() {
    // nothing is held back
  }

  @Override
  public void close() {
    // nothing is open
  }
}
