package dev.balsa.server.logging;

import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * The log of the server's own process: one line a message. An embedder has no use for it.
 *
 * <p>{@link System.Logger} leads to the JDK's logging, as does what gRPC says; this puts one
 * handler at its root.
 */
public final class ServerLogging implements LogLevel, AutoCloseable {

  private static final String MANAGER = "java.util.logging.manager";

  /** Libraries whose daily life is nobody's concern. */
  private static final List<String> QUIET =
      List.of("io.grpc", "io.netty", "sun", "jdk", "java", "javax");

  /** Warns, with its stack, of each answer that has nowhere to go because its client went away. */
  private static final String STREAMS = "io.grpc.netty.shaded.io.grpc.netty.NettyServerHandler";

  private static final String STREAM_ERROR = "Stream Error";

  private final LineFormat format;
  private final LineQueue queue;
  private final Logger root;

  /** Held, because the JDK forgets a logger that nobody holds, and its level with it. */
  private final List<Logger> quiet;

  /** Held for the same reason: a client with a thousand calls that goes away is worth no line. */
  private final Logger streams = Logger.getLogger(STREAMS);

  private volatile String level;

  private ServerLogging(LineFormat format, LineQueue queue, Logger root, List<Logger> quiet) {
    this.format = format;
    this.root = root;
    this.queue = queue;
    this.quiet = quiet;
    streams.setFilter(
        record -> !STREAM_ERROR.equals(record.getMessage()) || root.isLoggable(Level.FINE));
  }

  /**
   * Sees to it that the JDK will make a {@link ServerLogManager}. To be called before anything else
   * is: the JDK makes its manager when any class first asks for a logger, and keeps it, and its own
   * one drops what is said while the process ends. What was started with a manager of its own keeps
   * that.
   */
  public static void claim() {
    if (System.getProperty(MANAGER) == null) {
      System.setProperty(MANAGER, ServerLogManager.class.getName());
    }
  }

  /**
   * Takes over the logging of this JVM. To be called once, by a main method, before anything logs.
   *
   * @param level least weight that is logged, by zap's names
   * @param console columns for people in place of JSON
   * @param stream where lines go
   */
  public static ServerLogging install(String level, boolean console, OutputStream stream) {
    claim();
    LineFormat format = console ? LineFormat.CONSOLE : LineFormat.JSON;
    LineQueue queue =
        new LineQueue(
            stream,
            dropped ->
                line(
                    format,
                    Level.WARNING,
                    new LogEvent(
                        "log lines were dropped, their reader is too slow",
                        null,
                        "lines",
                        dropped)));
    Logger root = LogManager.getLogManager().getLogger("");
    for (Handler handler : root.getHandlers()) {
      root.removeHandler(handler);
    }
    root.addHandler(new LineHandler(format, queue));
    List<Logger> quiet = QUIET.stream().map(Logger::getLogger).toList();
    ServerLogging logging = new ServerLogging(format, queue, root, quiet);
    logging.set(level);
    return logging;
  }

  @Override
  public String get() {
    return level;
  }

  @Override
  public void set(String wanted) {
    String next = wanted.toLowerCase(Locale.ROOT);
    Level known = levelOf(next);
    root.setLevel(known);
    quiet.forEach(logger -> logger.setLevel(louder(known, Level.WARNING)));
    level = next;
  }

  private static Level levelOf(String zapLevel) {
    return switch (zapLevel) {
      case "debug" -> Level.FINE;
      case "info" -> Level.INFO;
      case "warn" -> Level.WARNING;
      case "error" -> Level.SEVERE;
      case "dpanic", "panic", "fatal" -> FatalLevel.FATAL;
      default -> throw new IllegalArgumentException("no level of the log: " + zapLevel);
    };
  }

  private static Level louder(Level one, Level other) {
    return one.intValue() >= other.intValue() ? one : other;
  }

  private static String line(LineFormat format, Level level, LogEvent event) {
    LogRecord record = new LogRecord(level, "{0}");
    record.setLoggerName("dev.balsa.server.ServerMain");
    record.setParameters(new Object[] {event});
    return LineHandler.lineOf(format, record);
  }

  /** Says why the process ends, whatever the level, and waits until it is written. */
  public void fatal(String message, Object... fields) {
    queue.add(line(format, FatalLevel.FATAL, new LogEvent(message, null, fields)));
    queue.flush();
  }

  /** Writes what waits, for a second at most. */
  public void flush() {
    queue.flush();
  }

  /** Writes what waits and ends the writing thread; what is said later is lost. */
  @Override
  public void close() {
    streams.setFilter(null);
    queue.close();
  }
}
