package dev.balsa.server.logging;

import java.io.InputStream;
import java.util.logging.LogManager;

/**
 * The JDK's log manager for the server's own process: it reads no file at start, and keeps its
 * handlers when the JVM goes down, because the stop of a server is worth a log line too.
 *
 * <p>Made by the JDK by its name; see {@link ServerLogging#install}.
 */
public final class ServerLogManager extends LogManager {

  /** Called by the JDK. */
  public ServerLogManager() {}

  @Override
  public void readConfiguration() {}

  @Override
  public void readConfiguration(InputStream ignored) {}

  @Override
  public void reset() {}
}
