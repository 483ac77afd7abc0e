package dev.balsa.server.http;

import dev.balsa.server.api.ApiServices;
import dev.balsa.server.env.Environment;
import dev.balsa.server.logging.Log;
import io.grpc.Server;
import io.grpc.inprocess.InProcessServerBuilder;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;

/** Serves clients of the same JVM without a port. Thread-safe. */
public final class InProcessPort implements AutoCloseable {

  private static final Log LOG = Log.of(InProcessPort.class);
  private static final long GRACE_MILLIS = 300;

  private final Server server;
  private final ApiServices api;

  private final InProcessCalls calls;

  private InProcessPort(Server server, ApiServices api, InProcessCalls calls) {
    this.server = server;
    this.api = api;
    this.calls = calls;
  }

  /**
   * Serves at an address of gRPC's in-process transport.
   *
   * @param ticks whether this is who tells the services of the time that passes
   * @throws IOException if something is served there already
   */
  public static InProcessPort open(
      SocketAddress address, ApiServices api, Environment environment, boolean ticks)
      throws IOException {
    InProcessCalls calls = new InProcessCalls(api, environment, ticks);
    try {
      Server server =
          InProcessServerBuilder.forAddress(address)
              .executor(calls)
              .addServices(api.services())
              .fallbackHandlerRegistry(api.unknownMethods())
              .build()
              .start();
      api.serving(true);
      return new InProcessPort(server, api, calls);
    } catch (IOException | RuntimeException e) {
      calls.close();
      throw e;
    }
  }

  /** Begins to stop, as {@link ClientPort#drain} does. Idempotent. */
  public boolean drain() {
    server.shutdown();
    api.stop();
    return awaitCalls();
  }

  private boolean awaitCalls() {
    try {
      return server.awaitTermination(GRACE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Breaks off all calls without a word. Idempotent. */
  public void breakOff() {
    cutOff();
    api.stop();
  }

  /**
   * The end is said on the clients' own threads, which may refuse: the member ends all the same.
   */
  private void cutOff() {
    try {
      server.shutdownNow();
    } catch (RuntimeException e) {
      LOG.warn("a client of this JVM cannot be told that the server ends", e);
    }
  }

  @Override
  public void close() {
    if (!drain()) {
      cutOff();
      awaitCalls();
    }
    calls.close();
  }
}
