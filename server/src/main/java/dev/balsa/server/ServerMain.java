package dev.balsa.server;

import dev.balsa.mvcc.backend.RocksBackend;
import dev.balsa.server.config.BalsaConfig;
import dev.balsa.server.config.CommandLine;
import dev.balsa.server.config.ConfigException;
import dev.balsa.server.config.HelpText;
import dev.balsa.server.config.LoggingSettings;
import dev.balsa.server.env.Clock;
import dev.balsa.server.logging.Log;
import dev.balsa.server.logging.LogTargets;
import dev.balsa.server.logging.Rotation;
import dev.balsa.server.logging.ServerLogging;
import dev.balsa.server.node.MemberRemovedException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/**
 * The server as a process: flags in, JSON lines out, signals to stop it.
 *
 * <p>Exit codes: 0 for help and versions, and for a member that was removed from its cluster, 1 for
 * a server that cannot start or go on, 2 for a wrong flag; a signal that stops the server shows in
 * the code as usual (143 for SIGTERM).
 */
public final class ServerMain {

  private static final int EXIT_REMOVED = 0;
  private static final int EXIT_FAILED = 1;
  private static final int EXIT_USAGE = 2;
  private static final long BYTES_A_MEGABYTE = 1 << 20;

  private ServerMain() {}

  /** Runs a server until it is told to stop. */
  public static void main(String[] args) {
    ServerLogging.claim();
    CommandLine commandLine;
    try {
      commandLine = CommandLine.parse(List.of(args), System.getenv());
    } catch (ConfigException e) {
      ServerLogging.install("info", false, stderr()).fatal(e.getMessage());
      System.exit(EXIT_USAGE);
      return;
    }
    switch (commandLine.request()) {
      case HELP -> print(HelpText.render());
      case VERSION -> print(Versions.render(commandLine.config().apiVersion()));
      case SERVE -> System.exit(serve(commandLine));
    }
  }

  private static int serve(CommandLine commandLine) {
    BalsaConfig config = commandLine.config();
    Surroundings surroundings = Surroundings.ofTheMachine(config);
    OutputStream targets;
    try {
      targets = logTargets(config, surroundings.environment().clock());
    } catch (IOException e) {
      ServerLogging.install("info", false, stderr())
          .fatal("cannot write the log: " + e.getMessage(), "outputs", config.logOutputs());
      return EXIT_FAILED;
    }
    ServerLogging logging =
        ServerLogging.install(
            config.get(LoggingSettings.LOG_LEVEL),
            config.get(LoggingSettings.LOG_FORMAT).equals("console"),
            targets);
    Log log = Log.of(ServerMain.class);
    commandLine.warnings().forEach(warning -> log.warn(warning));
    config.notices().forEach(notice -> log.warn(notice));
    BalsaServer server;
    try {
      server = BalsaServer.start(config, surroundings.withLogLevel(logging));
    } catch (MemberRemovedException e) {
      logging.close(); // told already; etcd ends without an error here, too
      return EXIT_REMOVED;
    } catch (ConfigException | IOException | UncheckedIOException e) {
      logging.fatal(messageOf(e));
      return EXIT_FAILED;
    } catch (RuntimeException | Error e) {
      log.error("cannot start", e);
      logging.fatal("cannot start: " + e);
      return EXIT_FAILED;
    }
    RocksBackend.mergeAtLowPriority(); // this process is the server's alone
    ServiceManager manager = ServiceManager.of(System.getenv());
    Shutdown shutdown = Shutdown.install(server, logging, manager);
    manager.tell(ServiceManager.READY);
    server.awaitTermination();
    if (shutdown.isRequested()) {
      shutdown.awaitDone();
    } else if (server.wasRemoved()) {
      logging.close();
      return EXIT_REMOVED;
    } else {
      logging.fatal("the server stopped by itself");
    }
    return EXIT_FAILED;
  }

  private static OutputStream logTargets(BalsaConfig config, Clock clock) throws IOException {
    Rotation rotation =
        config
            .logRotation()
            .map(
                when ->
                    new Rotation(
                        when.maxSizeMegabytes() * BYTES_A_MEGABYTE,
                        when.maxAgeDays(),
                        when.maxBackups(),
                        when.localTime(),
                        when.compress()))
            .orElse(Rotation.NEVER);
    return LogTargets.open(
        config.logOutputs(), rotation, () -> Instant.ofEpochMilli(clock.wallMillis()));
  }

  private static String messageOf(Throwable e) {
    Throwable told = e instanceof UncheckedIOException ? e.getCause() : e;
    return told.getMessage() == null ? told.toString() : told.getMessage();
  }

  private static void print(String text) {
    try (OutputStream out = stdout()) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      System.exit(EXIT_FAILED);
    }
  }

  private static OutputStream stdout() {
    return new FileOutputStream(FileDescriptor.out);
  }

  private static OutputStream stderr() {
    return new FileOutputStream(FileDescriptor.err);
  }
}
