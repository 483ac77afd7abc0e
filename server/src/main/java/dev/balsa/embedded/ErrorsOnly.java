package dev.balsa.embedded;

import java.util.ResourceBundle;

/** The log of members whose embedder said nothing about it: errors, where the JVM's log goes. */
final class ErrorsOnly implements System.Logger {

  private final System.Logger jvm = System.getLogger("dev.balsa.embedded");

  @Override
  public String getName() {
    return jvm.getName();
  }

  @Override
  public boolean isLoggable(Level level) {
    return level.compareTo(Level.ERROR) >= 0 && jvm.isLoggable(level);
  }

  @Override
  public void log(Level level, ResourceBundle bundle, String message, Throwable thrown) {
    if (isLoggable(level)) {
      jvm.log(level, bundle, message, thrown);
    }
  }

  @Override
  public void log(Level level, ResourceBundle bundle, String format, Object... params) {
    if (isLoggable(level)) {
      jvm.log(level, bundle, format, params);
    }
  }
}
