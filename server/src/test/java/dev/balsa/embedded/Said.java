package dev.balsa.embedded;

import java.text.MessageFormat;
import java.util.List;
import java.util.ResourceBundle;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what was said. */
final class Said implements System.Logger {

  private final List<String> lines = new CopyOnWriteArrayList<>();

  List<String> lines() {
    return lines;
  }

  @Override
  public String getName() {
    return "said";
  }

  @Override
  public boolean isLoggable(Level level) {
    return level.compareTo(Level.INFO) >= 0;
  }

  @Override
  public void log(Level level, ResourceBundle bundle, String message, Throwable thrown) {
    lines.add(message);
  }

  @Override
  public void log(Level level, ResourceBundle bundle, String format, Object... params) {
    lines.add(MessageFormat.format(format, params));
  }

  @Override
  public String toString() {
    return String.join("\n", lines);
  }
}
