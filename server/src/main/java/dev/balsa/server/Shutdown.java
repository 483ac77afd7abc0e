package dev.balsa.server;

import dev.balsa.server.logging.Log;
import dev.balsa.server.logging.ServerLogging;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/**
 * What happens between SIGTERM or SIGINT and the end of the process: the server closes, the log is
 * written. A second signal ends the process on the spot, and so does a close that hangs.
 */
final class Shutdown {

  /** How long a server may take to close before the process ends without it. */
  private static final long PATIENCE_MILLIS = 10_000;

  private static final int EXIT_HUNG = 1;
  private static final int EXIT_SECOND_SIGNAL = 130;

  private static final Log LOG = Log.of(Shutdown.class);

  private final BalsaServer server;
  private final ServerLogging logging;
  private final ServiceManager manager;
  private final Thread hook = new Thread(this::run, "balsa-shutdown");
  private volatile boolean requested;

  private Shutdown(BalsaServer server, ServerLogging logging, ServiceManager manager) {
    this.server = server;
    this.logging = logging;
    this.manager = manager;
  }

  /** Makes the JVM close the server when it is told to end, and tell the manager so. */
  static Shutdown install(BalsaServer server, ServerLogging logging, ServiceManager manager) {
    Shutdown shutdown = new Shutdown(server, logging, manager);
    try {
      Runtime.getRuntime().addShutdownHook(shutdown.hook);
    } catch (IllegalStateException ending) {
      // A signal came before anybody could be asked. What was acknowledged is on the disk.
      LOG.info("the process was told to end while the server started", "reason", ending);
    }
    return shutdown;
  }

  /** Whether somebody asked the process to end. */
  boolean isRequested() {
    return requested;
  }

  /** Waits for the end of the process. */
  void awaitDone() {
    boolean interrupted = false;
    while (hook.isAlive()) {
      try {
        hook.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    requested = true;
    killOnNextSignal();
    LOG.info("closing the server");
    manager.tell(ServiceManager.STOPPING);
    Thread closer = new Thread(server::close, "balsa-close");
    closer.setDaemon(true);
    closer.start();
    try {
      closer.join(PATIENCE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (closer.isAlive()) {
      logging.fatal("the server did not close in time", "milliseconds", PATIENCE_MILLIS);
      Runtime.getRuntime().halt(EXIT_HUNG);
    }
    LOG.info("closed the server");
    logging.close();
  }

  /**
   * The JVM ignores signals while its hooks run, so one must be asked for. The class that takes
   * signals is in every JDK, but compilers warn of it and cannot be told not to, hence by name.
   */
  private static void killOnNextSignal() {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      InvocationHandler halt =
          (proxy, method, args) -> {
            Runtime.getRuntime().halt(EXIT_SECOND_SIGNAL);
            return null;
          };
      Object killer =
          Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, halt);
      for (String name : new String[] {"TERM", "INT"}) {
        signal
            .getMethod("handle", signal, handler)
            .invoke(null, signal.getConstructor(String.class).newInstance(name), killer);
      }
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      LOG.debug("a second signal will not be noticed", "error", e);
    }
  }
}
